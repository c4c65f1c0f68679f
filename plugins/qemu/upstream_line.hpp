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
  std::int64_t seconds = 0;
  std::int32_t microseconds = 0;
};

// No value: it is none of these. A reply of more than 1 MiB is not looked at inside, so what it
// returns may be no JSON; of other lines only brackets and quotes are known to match.
std::optional<UpstreamLine> read_upstream_line(std::string_view line);
