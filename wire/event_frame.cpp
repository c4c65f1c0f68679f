// SPDX-License-Identifier: Apache-2.0
#include "wire/event_frame.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "wire/print.hpp"

namespace signalbox {

namespace {

// Of everything but the name and the data.
constexpr std::size_t kMostFixed = 128;

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

bool is_in_name(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
}

// Names that are made of what QMP makes them of need no escapes.
void append_name(std::string& out, std::string_view name) {
  if (!std::all_of(name.begin(), name.end(), is_in_name)) {
    out.append(quote(name));
    return;
  }
  out.append(1, '"').append(name).append(1, '"');
}

}  // namespace

void append_event_head(std::string& out, std::string_view event, std::int64_t seconds,
                       std::int64_t microseconds, std::string_view data) {
  out.reserve(out.size() + kMostFixed + event.size() + data.size());
  out.append(R"({"timestamp": {"seconds": )");
  append_number(out, seconds);
  out.append(R"(, "microseconds": )");
  append_number(out, microseconds);
  out.append(R"(}, "event": )");
  append_name(out, event);
  if (!data.empty()) out.append(R"(, "data": )").append(data);
}

}  // namespace signalbox
