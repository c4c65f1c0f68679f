// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

enum class LogLevel { debug, info, warning, error };

// The level of a configuration's word: "debug", "info", "warning" or "error".
std::optional<LogLevel> log_level_of(std::string_view word);

// Less severe lines are not written. Starts as info. [any thread]
void set_log_level(LogLevel level);

// Each queues one line for stderr, with the time unless the system's journal adds it; for the
// journal it begins with its priority, "<3>" to "<7>", as sd-daemon(3) says. `line` is written as
// printable() makes it, so that one call stays one line and does nothing to a terminal. Does not
// wait; see LogWriter for what is left out. [any thread]
void log_debug(std::string_view line);
void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

// Logs a line that a client or a plugin causes. Each client may cause 5 lines a second, and each
// plugin 20, unless set_log_limits() has said otherwise: further lines are left out, and a line
// says how many. `client` and `plugin` name the source in that line: all sessions of a client share
// a name. [any thread]
void log_of_client(LogLevel level, const std::string& client, std::string_view line);
void log_of_plugin(LogLevel level, const std::string& plugin, std::string_view line);
void set_log_limits(std::uint64_t client_lines, std::uint64_t plugin_lines);

// Writes into a file instead of stderr from now on. Throws std::system_error, with the path.
void log_to(const std::string& file);

// Opens that file anew: it may have been moved away. Without a file: nothing. [any thread]
void reopen_log();

// Returns when all lines are written, or after `limit`.
void finish_log(std::chrono::milliseconds limit);

// Lines that were left out since the start: for lack of a reader or of room, and since their client
// or plugin had too many in a second.
struct LogLosses {
  std::uint64_t not_taken = 0;
  std::uint64_t of_clients = 0;
  std::uint64_t of_plugins = 0;
};
LogLosses log_losses();

// The beginning of a line on stderr, for text that is not of the log: "<3>" for the journal, else
// nothing.
std::string journal_priority(LogLevel level);

}  // namespace signalbox
