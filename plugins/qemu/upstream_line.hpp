// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// One line that a QMP server sent, cut into its members. All texts are slices of the line, as the
// server wrote them.
struct UpstreamLine {
  enum class Kind { greeting, event, success, error };

  Kind kind;
  std::string_view text;   // the whole line
  std::string_view name;   // of the event
  std::string_view value;  // what the command returned; the event's data, empty: none; the error
  std::string_view id;     // of a reply; empty: none
  bool is_terminated = false;  // a NUL follows the value, which may be large

  // The time of an event; 0 and 0: it has none that QEMU could have written. The time in
  // microseconds fits into 64 bits.
  std::int64_t seconds = 0;
  std::int32_t microseconds = 0;
};

// No value: the text is no JSON, or none of these. A reply of more than 1 MiB is not looked at
// inside, so what it returns may be no JSON.
std::optional<UpstreamLine> read_upstream_line(std::string_view line);

// A line that was too long to be kept, or is no JSON, by its first bytes and its last ones, at
// least 128 and 64 where it has that many: an event, of which nothing else is known, or in the
// place of a reply an error that says so. No value: it may be either, or it cannot be told whose
// reply it is.
std::optional<UpstreamLine> read_cut_line(std::string_view beginning, std::string_view end);
