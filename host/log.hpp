// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace signalbox {

enum class LogLevel { debug, info, warning, error };

// The level of a configuration's word: "debug", "info", "warning" or "error".
std::optional<LogLevel> log_level_of(std::string_view word);

// Less severe lines are not written. Starts as info. [any thread]
void set_log_level(LogLevel level);

// Each writes one line to stderr, with the time unless the system's journal adds it. Control
// characters in `line` are written as \xNN, so that one call stays one line. [any thread]
void log_debug(std::string_view line);
void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

}  // namespace signalbox
