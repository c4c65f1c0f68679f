// SPDX-License-Identifier: Apache-2.0
#include "compat/utc.hpp"

#include <ctime>

namespace signalbox {
namespace {

std::string formatted(std::int64_t seconds, const char* format) {
  const auto when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&when, &parts);
  char text[32];
  std::strftime(text, sizeof text, format, &parts);
  return text;
}

}  // namespace

std::string date_text(std::int64_t seconds) {
  return formatted(seconds, "%Y-%m-%d");
}

std::string minute_text(std::int64_t seconds) {
  return formatted(seconds, "%Y-%m-%d %H:%M");
}

}  // namespace signalbox
