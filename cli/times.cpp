// SPDX-License-Identifier: Apache-2.0
#include "cli/times.hpp"

#include <charconv>
#include <ctime>

#include "cli/named_values.hpp"

namespace signalbox::cli {
namespace {

constexpr std::int64_t kMostDays = 3650;

std::int64_t unit_of(char letter) {
  switch (letter) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86'400;
    default: return 0;
  }
}

}  // namespace

std::int64_t duration_of(const std::string& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::int64_t unit = end + 1 == text.data() + text.size() ? unit_of(*end) : 0;
  if (error == std::errc() && unit > 0 && count > 0 && count <= kMostDays * 86'400 / unit) {
    return count * unit;
  }
  throw BadWord("'" + text + "' is no duration: 90s, 30m, 2h, 7d");
}

std::int64_t time_of(const std::string& text, std::int64_t now) {
  if (text == "now") return now;
  if (text.starts_with('+')) return now + duration_of(text.substr(1));
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M", &parts);
  if (end != nullptr && *end == ':') end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (end != nullptr && *end == 'Z') ++end;
  if (end != nullptr && *end == '\0') return ::timegm(&parts);
  throw BadWord("'" + text + "' is no time: now, +2h, or 2026-01-31T20:00 in UTC");
}

std::string time_text(std::int64_t seconds) {
  const auto when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&when, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace signalbox::cli
