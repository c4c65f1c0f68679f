// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace signalbox::cli {

// "90s", "30m", "2h", "7d", in seconds. Throws BadWord.
std::int64_t duration_of(const std::string& text);

// "now", "+2h" from now, or "2026-01-31T20:00" UTC, in seconds since 1970-01-01 UTC. Throws
// BadWord.
std::int64_t time_of(const std::string& text, std::int64_t now);

// "2026-01-31T20:00:00Z".
std::string time_text(std::int64_t seconds);

}  // namespace signalbox::cli
