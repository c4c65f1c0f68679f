// SPDX-License-Identifier: Apache-2.0
#include "cli/recorder.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <utility>

#include <boost/json.hpp>

#include "cli/host_connection.hpp"
#include "cli/named_values.hpp"
#include "wire/event_schema.hpp"
#include "wire/value.hpp"

namespace signalbox::cli {

namespace json = boost::json;
using Seconds = std::chrono::duration<double>;

namespace {

// What is asked at the beginning, where the server has it, so that a replay can answer it.
constexpr const char* kQueries[] = {"query-status", "query-name", "query-version", "query-block",
                                    "query-named-block-nodes"};

constexpr int progress_ms = 500;

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

}  // namespace

Recorder::Recorder(const Options& options)
    : options_(options),
      server_(options.socket, patience_of(options.timeout)),
      file_(options.file, options.redact),
      beginning_(std::in_place, options.socket, server_.fd(), "the greeting",
                 patience_of(options.timeout)) {}

void Recorder::run() {
  try {
    while (why_.empty()) {
      take_all();
      show_progress(false);
      if (why_.empty()) wait();
    }
  } catch (const ConnectionLost&) {
    if (beginning_) std::filesystem::remove(options_.file);  // nothing is recorded in it
    throw;
  }
  release();
  length_ = time();
  file_.end(length_, why_);
  show_progress(true);
}

void Recorder::take_all() {
  while (const auto message = server_.next()) {
    take(*message);
    if (options_.count == 0 || file_.events() < options_.count) continue;
    why_ = "count";
    return;
  }
  if (is_closed_ && beginning_) {
    throw ConnectionLost(options_.socket + ": the host has closed the connection");
  }
  if (is_closed_) why_ = "closed";
  file_.flush();
}

void Recorder::take(const std::string& text) {
  const json::value message = to_value(text);
  if (!message.is_object()) {
    throw ConnectionLost(options_.socket + ": a message that is no object came");
  }
  const json::object& members = message.get_object();
  if (!is_greeted_ && members.contains("QMP")) return greeted(text);
  if (!is_greeted_ && !members.contains("event")) {
    throw ConnectionLost(options_.socket + ": who answers there does not speak QMP");
  }
  if (members.contains("event") || answers_.empty()) {
    if (is_holding_) return held_.push_back(text);
    return record(text);
  }
  const Answered answered = std::move(answers_.front());
  answers_.pop_front();
  answered(members, text);
}

void Recorder::greeted(const std::string& text) {
  is_greeted_ = true;
  beginning_.emplace(options_.socket, server_.fd(), "the first answers",
                     patience_of(options_.timeout));
  file_.server(time(), text);
  ask({{"execute", "qmp_capabilities"}}, [this](const json::object&, const std::string& reply) {
    file_.server(time(), reply);
    ask_schema();
  });
}

// Replies come in order.
void Recorder::ask(const json::object& request, Answered answered) {
  const std::string text = print(request);
  file_.client(time(), text);
  server_.send(text + "\n");
  answers_.push_back(std::move(answered));
}

void Recorder::ask_for(const std::string& command) {
  ask({{"execute", command}},
      [this](const json::object&, const std::string& reply) { file_.server(time(), reply); });
}

void Recorder::ask_schema() {
  ask({{"execute", "query-qmp-schema"}},
      [this](const json::object& reply, const std::string& text) {
        take_schema(reply, text);
        beginning_.reset();
        release();
        ask_queries();
        std::cerr << "recording; ^C ends" << std::endl;
      });
}

// A server without a schema is recorded all the same.
void Recorder::take_schema(const json::object& reply, const std::string& text) {
  const json::value* const schema = reply.if_contains("return");
  if (schema == nullptr) return file_.server(time(), text);
  std::set<std::string, std::less<>> kept(std::begin(kQueries), std::end(kQueries));
  kept.insert(options_.queries.begin(), options_.queries.end());
  for (const json::value& each : schema->as_array()) {
    if (each.at("meta-type") != "command") continue;
    const std::string name = text_of(each.at("name"));
    commands_.insert(name);
    if (name.ends_with("-event-connect")) kept.insert(name);
  }
  const std::string all = print(*schema);
  file_.keep_words(all);
  file_.server(time(), R"({"return": )" + read_event_schema(all, kept).introspection + "}");
}

void Recorder::ask_queries() {
  std::vector<std::string> all(std::begin(kQueries), std::end(kQueries));
  all.insert(all.begin(), "query-signals");
  all.insert(all.end(), options_.queries.begin(), options_.queries.end());
  for (const std::string& each : all) {
    if (commands_.contains(each)) ask_for(each);
  }
  for (const WantedSignal& each : options_.signals) connect(each);
}

void Recorder::connect(const WantedSignal& signal) {
  json::object arguments{{"signal", signal.name}};
  const json::object its = named_values(signal.arguments);
  if (!its.empty()) arguments["arguments"] = its;
  ask({{"execute", "signal-connect"}, {"arguments", arguments}},
      [this](const json::object& reply, const std::string& text) {
        file_.server(time(), text);
        const json::value* const error = reply.if_contains("error");
        if (error == nullptr) return;
        throw CommandRefused(text_of(error->at("class")), text_of(error->at("desc")));
      });
}

// The state that an event leads to is asked for, so that a replay knows it too.
void Recorder::record(const std::string& text) {
  file_.server(time(), text);
  const json::value message = to_value(text);
  const json::value* const event = message.as_object().if_contains("event");
  if (event == nullptr || !commands_.contains("query-status")) return;
  if (event->is_string() && carries_state(event->get_string())) ask_for("query-status");
}

void Recorder::release() {
  is_holding_ = false;
  for (const std::string& each : std::exchange(held_, {})) record(each);
}

void Recorder::wait() {
  pollfd ready[] = {{server_.fd(), POLLIN, 0}, {interrupts_.fd(), POLLIN, 0}};
  const int count = poll(ready, 2, patience());
  if (beginning_) beginning_->look();
  if (!beginning_ && options_.seconds > 0 && Seconds(time()).count() >= options_.seconds)
    why_ = "duration";
  if (count <= 0) return;
  if (ready[1].revents != 0) why_ = "interrupted";
  if (ready[0].revents != 0 && !server_.receive()) is_closed_ = true;
}

int Recorder::patience() const {
  if (beginning_) return beginning_->poll_timeout();
  const int until_progress = isatty(STDERR_FILENO) != 0 ? progress_ms : -1;
  if (options_.seconds <= 0) return until_progress;
  constexpr double a_day_ms = 86'400'000;
  const double left_ms = (options_.seconds - Seconds(time()).count()) * 1000;
  const int until_end = static_cast<int>(std::clamp(left_ms + 1, 0.0, a_day_ms));
  return until_progress < 0 ? until_end : std::min(until_progress, until_end);
}

// On a terminal what there is so far, on one line; at the end wherever it goes.
void Recorder::show_progress(bool is_last) const {
  const bool on_terminal = isatty(STDERR_FILENO) != 0;
  if (!is_last && !on_terminal) return;
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time()).count();
  std::cerr << (on_terminal ? "\r" : "") << file_.events() << " events in "
            << static_cast<double>(ms) / 1000 << " s" << std::flush;
  if (is_last) std::cerr << ": " << options_.file << " (" << why_ << ")" << std::endl;
}

}  // namespace signalbox::cli
