// SPDX-License-Identifier: Apache-2.0
#include "plugins/replay/recorded_session.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <fstream>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <boost/json/value.hpp>

#include "plugins/replay/inferred_schema.hpp"
#include "wire/event_schema.hpp"
#include "wire/value.hpp"

using signalbox::LocatedJson;
using signalbox::RecordedEvent;
using signalbox::RecordedLine;

namespace {

namespace json = boost::json;
using Node = LocatedJson::Node;

// What a host answers by itself, whatever was recorded.
constexpr std::array<std::string_view, 9> kOfTheHost = {
    "qmp_capabilities", "query-qmp-schema",        "query-commands",
    "query-signals",    "query-connections",       "signal-connect",
    "client-info",      "connect-default-signals", "disconnect-default-signals"};

// Whose the signals are that a host offers itself.
constexpr std::string_view kHost = "host";

// A command of which the reply is still to come.
struct Request {
  std::string id;  // its text; empty: it has none
  std::string command;
  std::string arguments;
};

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

bool flag_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::set<std::string> names_in(const json::object& signal, std::string_view list) {
  std::set<std::string> names;
  const json::value* const found = signal.if_contains(list);
  if (found == nullptr || !found->is_array()) return names;
  for (const json::value& each : found->get_array()) {
    if (each.is_object()) names.insert(text_of(each.get_object(), "name"));
  }
  return names;
}

// Whether all arguments of an accessor are optional and name members of its data.
bool is_by_data(const json::object& signal) {
  const std::set<std::string> arguments = names_in(signal, "arguments");
  const std::set<std::string> data = names_in(signal, "data");
  const json::value* const list = signal.if_contains("arguments");
  if (arguments.empty()) return true;
  return std::includes(data.begin(), data.end(), arguments.begin(), arguments.end()) &&
         std::all_of(list->get_array().begin(), list->get_array().end(),
                     [](const json::value& each) {
                       return each.is_object() && flag_of(each.get_object(), "optional");
                     });
}

// Goes through a session line by line and keeps what it is about.
class SessionReader {
 public:
  void take(const RecordedLine& line) {
    if (line.from() == RecordedLine::From::client) return take_request(line);
    if (line.from() != RecordedLine::From::server) return;
    if (const auto event = line.event()) return take_event(*event);
    if (line.member("QMP")) {
      if (session_.greeting.empty()) session_.greeting = line.json().text(line.message());
    } else if (line.member("return") || line.member("error")) {
      take_reply(line);
    }
  }

  RecordedSession finish() {
    if (session_.introspection.empty()) session_.introspection = inferred_.introspection();
    if (session_.signals.empty()) offer_events();
    return std::move(session_);
  }

 private:
  void take_event(const RecordedEvent& event) {
    if (!is_replayed(event)) return;
    ++session_.events;
    seen_.insert(event.name);
    if (session_.introspection.empty()) inferred_.add(event.name, event.data);
  }

  void take_request(const RecordedLine& line) {
    const LocatedJson& json = line.json();
    auto command = line.member("execute");
    if (!command) command = line.member("exec-oob");
    if (!command || !json.is_string(*command)) return;
    const auto arguments = line.member("arguments");
    const auto id = line.member("id");
    requests_.push_back({id ? std::string(json.text(*id)) : "", json.string(*command),
                         arguments ? std::string(json.text(*arguments)) : "{}"});
  }

  // Replies with an id are to that request; others come in the order of the requests.
  void take_reply(const RecordedLine& line) {
    const auto id = line.member("id");
    const std::string wanted = id ? std::string(line.json().text(*id)) : "";
    const auto found = std::find_if(requests_.begin(), requests_.end(),
                                    [&](const Request& each) { return each.id == wanted; });
    if (found == requests_.end()) return;
    const Request request = std::move(*found);
    requests_.erase(found);
    const bool is_error = !line.member("return");
    const Node value = *line.member(is_error ? "error" : "return");
    if (!is_error) learn(request, line, value);
    const bool is_ours =
        std::find(kOfTheHost.begin(), kOfTheHost.end(), request.command) != kOfTheHost.end();
    if (is_ours || request.command.ends_with("-event-connect")) return;
    session_.replies.add(request.command, request.arguments,
                         {session_.events, is_error, std::string(line.json().text(value))});
  }

  // What the host itself must know.
  void learn(const Request& request, const RecordedLine& line, Node value) {
    const std::string text(line.json().text(value));
    try {
      if (request.command == "query-qmp-schema") {
        signalbox::EventSchema schema = signalbox::read_event_schema(text, connects_);
        session_.introspection = std::move(schema.introspection);
        schema_ = std::move(schema.events);
      } else if (request.command == "query-signals") {
        const json::value list = signalbox::to_value(text);
        for (const json::value& each : list.as_array()) add_signal(each.as_object());
      } else if (line.json().is_string(value)) {
        learn_connection(request, line.json().string(value));
      }
    } catch (const std::exception&) {
      throw line.fault(value, "this is not what " + request.command + " returns");
    }
  }

  void add_signal(const json::object& signal) {
    connects_.insert(text_of(signal, "name") + "-connect");
    if (text_of(signal, "plugin") == kHost) return;
    const std::string successor = text_of(signal, "successor");
    session_.signals.push_back(
        {.name = text_of(signal, "name"),
         .event = text_of(signal, "event"),
         .legacy = flag_of(signal, "legacy"),
         .deprecated = flag_of(signal, "deprecated"),
         .by_data = is_by_data(signal),
         .successor = successor.empty() ? std::nullopt : std::optional(successor)});
  }

  void learn_connection(const Request& request, const std::string& tag) {
    constexpr std::string_view connect = "-connect";
    const json::value arguments = signalbox::to_value(request.arguments);
    if (request.command == "signal-connect") {
      const json::value* const own = arguments.as_object().if_contains("arguments");
      session_.connections[tag] = {text_of(arguments.as_object(), "signal"),
                                   signalbox::canonical(own ? signalbox::print(*own) : "{}")};
    } else if (request.command.ends_with(connect)) {
      session_.connections[tag] = {
          request.command.substr(0, request.command.size() - connect.size()),
          signalbox::canonical(request.arguments)};
    }
  }

  // A server without signals: each of its events is one, as in front of a QEMU.
  void offer_events() {
    std::map<std::string, bool> all;  // whether it is deprecated
    for (const std::string& each : seen_) all[each] = false;
    for (const signalbox::EventSchema::Event& each : schema_) all[each.name] = each.deprecated;
    for (const auto& [event, deprecated] : all) {
      session_.signals.push_back({.name = signalbox::accessor_name(event),
                                  .event = event,
                                  .legacy = true,
                                  .deprecated = deprecated,
                                  .by_data = true,
                                  .successor = std::nullopt});
    }
  }

  RecordedSession session_;
  std::deque<Request> requests_;
  std::set<std::string> seen_;  // events
  std::set<std::string, std::less<>> connects_;
  std::vector<signalbox::EventSchema::Event> schema_;
  InferredSchema inferred_;
};

}  // namespace

void RecordedReplies::add(const std::string& command, std::string_view arguments, Reply reply) {
  commands_[command][signalbox::canonical(arguments)].push_back(std::move(reply));
}

const RecordedReplies::Reply* RecordedReplies::find(const std::string& command,
                                                    std::string_view arguments,
                                                    std::uint64_t events) const {
  const auto known = commands_.find(command);
  if (known == commands_.end()) return nullptr;
  const auto found = known->second.find(signalbox::canonical(arguments));
  if (found == known->second.end()) return nullptr;
  const std::vector<Reply>& all = found->second;
  const auto later = std::find_if(
      all.begin(), all.end(), [events](const Reply& each) { return each.after_events > events; });
  return later == all.begin() ? &all.front() : &*std::prev(later);
}

bool is_replayed(const RecordedEvent& event) {
  return event.name != "SIGNAL_DISCONNECTED" && event.name != "SIGNAL_GAP";
}

RecordedSession read_recorded_session(const std::filesystem::path& file) {
  std::ifstream input(file);
  if (!input) {
    throw std::runtime_error(file.string() + ": " + std::generic_category().message(errno));
  }
  signalbox::RecordingReader reader(input, file.string());
  SessionReader session;
  while (const auto line = reader.next()) session.take(*line);
  return session.finish();
}
