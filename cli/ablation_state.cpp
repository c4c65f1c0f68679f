// SPDX-License-Identifier: Apache-2.0
#include "cli/ablation_state.hpp"

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <boost/json.hpp>

namespace signalbox::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

json::array array_of(const std::set<std::string>& words) {
  return json::array(words.begin(), words.end());
}

std::set<std::string> words_of(const json::value& value) {
  std::set<std::string> words;
  for (const json::value& each : value.as_array()) words.emplace(each.as_string());
  return words;
}

json::object object_of(const AblatedClient& client) {
  json::object facts;
  for (const auto& [name, value] : client.facts) facts[name] = value;
  return {{"facts", facts}, {"versions", array_of(client.versions)}};
}

AblatedClient client_of(const json::value& value) {
  AblatedClient client;
  for (const auto& [name, fact] : value.at("facts").as_object()) {
    client.facts[name] = fact.as_string();
  }
  client.versions = words_of(value.at("versions"));
  return client;
}

json::object object_of(const AblationRun& run) {
  json::object received;
  for (const auto& [event, kinds] : run.received) received[event] = array_of(kinds);
  return {{"muted", run.muted},       {"passed", run.passed},
          {"ending", run.ending},     {"started", run.started},
          {"tests", run.tests},       {"milliseconds", run.duration.count()},
          {"withheld", run.withheld}, {"received", received}};
}

AblationRun run_of(const json::value& value) {
  AblationRun run;
  run.muted = value.at("muted").as_string();
  run.passed = value.at("passed").as_bool();
  run.ending = value.at("ending").as_string();
  run.started = value.at("started").to_number<std::int64_t>();
  run.tests = value.at("tests").to_number<std::size_t>();
  run.duration = std::chrono::milliseconds(value.at("milliseconds").to_number<std::int64_t>());
  run.withheld = value.at("withheld").to_number<std::uint64_t>();
  for (const auto& [event, kinds] : value.at("received").as_object()) {
    run.received[event] = words_of(kinds);
  }
  return run;
}

}  // namespace

AblationState::AblationState(fs::path file, const std::string& key) : path_(std::move(file)) {
  if (fs::exists(path_)) read(key);
  // Written anew, without half a line; the old file stays until the new one is whole.
  const fs::path fresh = path_.string() + ".new";
  file_.open(fresh, std::ios::binary);
  fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write);
  write_line(json::serialize(json::object{{"ablation", key}}));
  if (subject_) keep(*std::exchange(subject_, std::nullopt));
  for (const auto& [event, reason] : std::exchange(refusals_, {})) keep_refusal(event, reason);
  for (const AblationRun& run : std::exchange(runs_, {})) keep(run);
  fs::rename(fresh, path_);
}

void AblationState::read(const std::string& key) {
  std::ifstream in(path_, std::ios::binary);
  std::string line;
  bool is_first = true;
  while (std::getline(in, line)) {
    json::error_code error;
    const json::value value = json::parse(line, error);
    const json::object* const object = error ? nullptr : value.if_object();
    if (is_first && (object == nullptr || !object->contains("ablation"))) {
      throw std::runtime_error("'" + path_.string() + "' is not the state of an ablation");
    }
    if (object == nullptr) return;
    if (is_first && object->at("ablation") != json::value(key)) {
      throw std::runtime_error("'" + path_.string() +
                               "' is the state of another ablation; "
                               "--restart begins anew");
    }
    is_first = false;
    if (object->contains("run")) runs_.push_back(run_of(object->at("run")));
    if (object->contains("refused")) {
      refusals_[object->at("refused").as_string().c_str()] = object->at("reason").as_string();
    }
    if (object->contains("client")) {
      subject_ = AblationSubject{client_of(object->at("client")), client_of(object->at("seen")),
                                 object->at("alone").as_bool()};
    }
  }
}

void AblationState::keep(const AblationSubject& subject) {
  subject_ = subject;
  write_line(json::serialize(json::object{{"client", object_of(subject.client)},
                                          {"seen", object_of(subject.seen)},
                                          {"alone", subject.is_alone}}));
}

void AblationState::keep(const AblationRun& run) {
  runs_.push_back(run);
  write_line(json::serialize(json::object{{"run", object_of(run)}}));
}

void AblationState::keep_refusal(const std::string& event, const std::string& reason) {
  refusals_[event] = reason;
  write_line(json::serialize(json::object{{"refused", event}, {"reason", reason}}));
}

void AblationState::remove() {
  file_.close();
  fs::remove(path_);
}

void AblationState::write_line(const std::string& line) {
  if (file_ << line << '\n' << std::flush) return;
  throw std::system_error(errno, std::generic_category(), "cannot write '" + path_.string() + "'");
}

}  // namespace signalbox::cli
