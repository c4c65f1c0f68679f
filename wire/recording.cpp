// SPDX-License-Identifier: Apache-2.0
#include "wire/recording.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace signalbox {

namespace {

using Node = LocatedJson::Node;

// Longer than any recording, and short enough for nanoseconds in 64 bits: 31 years.
constexpr double kMaxSeconds = 1e9;

std::string place(const std::string& file, std::size_t line, std::size_t offset) {
  return file + ":" + std::to_string(line) + ":" + std::to_string(offset + 1) + ": ";
}

bool is_number(wire_json_kind kind) {
  return kind == WIRE_JSON_INTEGER || kind == WIRE_JSON_FLOAT;
}

// "qemu" is what other recorders call the server.
RecordedLine::From from_of(const std::string& name) {
  if (name == "client") return RecordedLine::From::client;
  if (name == "server" || name == "qemu") return RecordedLine::From::server;
  return RecordedLine::From::other;
}

}  // namespace

RecordingError RecordedLine::fault(Node node, const std::string& sentence) const {
  return RecordingError(place(*file_, line_, json_->offset(node)) + sentence);
}

// 0: there is no such member.
std::int64_t RecordedLine::integer(Node object, const char* name) const {
  const std::optional<Node> node = json_->member(object, name);
  if (!node) return 0;
  const std::string_view text = json_->text(*node);
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    throw fault(*node, "'" + std::string(name) + "' is not an integer");
  }
  return value;
}

std::optional<RecordedEvent> RecordedLine::event() const {
  const std::optional<Node> name = from_ == From::server ? member("event") : std::nullopt;
  if (!name) return std::nullopt;
  if (!json_->is_string(*name) || json_->string(*name).empty()) {
    throw fault(*name, "'event' is not the name of an event");
  }
  RecordedEvent event{.name = json_->string(*name),
                      .data = {},
                      .tag = {},
                      .seconds = 0,
                      .microseconds = 0,
                      .number = static_cast<std::uint64_t>(integer(0, "number")),
                      .cause = static_cast<std::uint64_t>(integer(0, "cause"))};
  if (const std::optional<Node> data = member("data")) {
    if (!json_->is_object(*data)) throw fault(*data, "'data' is not an object");
    event.data = json_->text(*data);
  }
  if (const std::optional<Node> tag = member("tag")) event.tag = json_->string(*tag);
  if (const std::optional<Node> time = member("timestamp")) {
    event.seconds = integer(*time, "seconds");
    event.microseconds = static_cast<std::int32_t>(integer(*time, "microseconds"));
  }
  return event;
}

std::optional<RecordedLine> RecordingReader::next() {
  std::string text;
  do {
    if (!std::getline(input_, text)) {
      if (input_.bad()) throw RecordingError(file_ + ": it cannot be read");
      return std::nullopt;
    }
    ++line_;
  } while (text.find_first_not_of(" \t\r") == std::string::npos);

  RecordedLine line;
  line.file_ = &file_;
  line.line_ = line_;
  try {
    line.json_ = std::make_shared<const LocatedJson>(std::move(text));
  } catch (const LocatedJson::Fault& fault) {
    throw RecordingError(place(file_, line_, fault.offset) + fault.what());
  }
  const LocatedJson& json = *line.json_;
  if (!json.is_object(0)) throw line.fault(0, R"(a line is {"t": …, "from": …, "msg": …})");
  for (const char* name : {"t", "from", "msg"}) {
    if (!json.member(0, name)) throw line.fault(0, "'" + std::string(name) + "' is missing");
  }
  const Node from = *json.member(0, "from");
  if (!json.is_string(from)) throw line.fault(from, "'from' is not a string");
  line.from_ = from_of(json.string(from));
  line.message_ = *json.member(0, "msg");

  const Node time = *json.member(0, "t");
  const double seconds =
      is_number(json.kind(time)) ? std::strtod(std::string(json.text(time)).c_str(), nullptr) : -1;
  if (!(seconds >= 0 && seconds <= kMaxSeconds)) {
    throw line.fault(time, "'t' is not a number of seconds since the recording began");
  }
  line.time_ = std::chrono::nanoseconds(std::llround(seconds * 1e9));
  if (line.time_ < last_) throw line.fault(time, "'t' is earlier than in the line before");
  last_ = line.time_;
  if (line.from_ == RecordedLine::From::server && !json.is_object(line.message_)) {
    throw line.fault(line.message_, "what a server sends is an object");
  }
  return line;
}

void append_recorded_line(std::string& out, std::chrono::nanoseconds time, std::string_view from,
                          std::string_view message) {
  char seconds[40];
  std::snprintf(seconds, sizeof seconds, "%.6f", static_cast<double>(time.count()) / 1e9);
  out.append(R"({"t": )").append(seconds).append(R"(, "from": ")").append(from);
  out.append(R"(", "msg": )").append(message).append("}\n");
}

}  // namespace signalbox
