// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

inline constexpr std::int64_t kSecondsPerDay = 86'400;

// Of seconds since 1970-01-01 UTC: "2026-11-25", "2026-11-25 07:15".
std::string date_text(std::int64_t seconds);
std::string minute_text(std::int64_t seconds);

}  // namespace signalbox
