// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wire/located_json.hpp"

namespace signalbox {

// A session with a QMP server as a file of lines, {"t": seconds, "from": …, "msg": …}. See
// docs/record-replay.md.

// A recording is not what it should be; what() is "FILE:LINE:COLUMN: sentence".
struct RecordingError : std::runtime_error {
  using runtime_error::runtime_error;
};

// An event that a server sent. The texts are slices of its line, as the server wrote them.
struct RecordedEvent {
  std::string name;
  std::string_view data;  // empty: none
  std::string tag;        // empty: none
  std::int64_t seconds;
  std::int32_t microseconds;
  std::uint64_t number;  // of the emission, where the recording has it; else 0
  std::uint64_t cause;   // as in signalbox_emission
};

// One line, checked as far as every reader needs it.
class RecordedLine {
 public:
  enum class From { client, server, other };

  From from() const { return from_; }
  std::chrono::nanoseconds time() const { return time_; }  // since the recording began
  std::size_t line() const { return line_; }               // from 1

  // What was sent; another program may have noted something else than an object.
  LocatedJson::Node message() const { return message_; }
  const LocatedJson& json() const { return *json_; }
  std::optional<LocatedJson::Node> member(const char* name) const {
    return json_->member(message_, name);
  }

  // Of a server's line; nullopt: it is none. Throws RecordingError.
  std::optional<RecordedEvent> event() const;

  // An error about a part of this line.
  RecordingError fault(LocatedJson::Node node, const std::string& sentence) const;

 private:
  friend class RecordingReader;

  std::int64_t integer(LocatedJson::Node object, const char* name) const;

  const std::string* file_ = nullptr;
  std::shared_ptr<const LocatedJson> json_;
  LocatedJson::Node message_ = 0;
  From from_ = From::other;
  std::chrono::nanoseconds time_{};
  std::size_t line_ = 0;
};

// Reads a recording line by line, however long it is.
class RecordingReader {
 public:
  // `file` is what errors call it.
  RecordingReader(std::istream& input, std::string file) : input_(input), file_(std::move(file)) {}

  // Empty lines are passed over; nullopt: there are no more. The reader must outlive the line.
  // Throws RecordingError.
  std::optional<RecordedLine> next();

 private:
  std::istream& input_;
  const std::string file_;
  std::size_t line_ = 0;
  std::chrono::nanoseconds last_{};
};

// Appends a line with its line feed. `from` is "client", "server" or "note"; `message` is JSON text
// without a line feed and stays as it is.
void append_recorded_line(std::string& out, std::chrono::nanoseconds time, std::string_view from,
                          std::string_view message);

}  // namespace signalbox
