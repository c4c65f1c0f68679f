// SPDX-License-Identifier: Apache-2.0
#include "host/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace signalbox {
namespace {

// systemd names the stream that it reads by device and inode; see systemd.exec(5).
bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat about = {};
  if (!stream || fstat(STDERR_FILENO, &about) != 0) return false;
  return std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino) == stream;
}

spdlog::logger make_logger() {
  spdlog::logger logger("signalbox", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger.set_pattern(stderr_is_journal() ? "%l: %v" : "%Y-%m-%d %H:%M:%S.%e %l: %v");
  return logger;
}

spdlog::logger& logger() {
  static spdlog::logger only = make_logger();
  return only;
}

std::string one_line(std::string_view line) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string safe;
  safe.reserve(line.size());
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      safe += c;
      continue;
    }
    safe += "\\x";
    safe += digits[byte >> 4];
    safe += digits[byte & 0xf];
  }
  return safe;
}

void write(spdlog::level::level_enum level, std::string_view line) {
  if (!logger().should_log(level)) return;
  logger().log(level, one_line(line));
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

std::optional<LogLevel> log_level_of(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, LogLevel>, 4> levels = {
      {{"debug", LogLevel::debug},
       {"info", LogLevel::info},
       {"warning", LogLevel::warning},
       {"error", LogLevel::error}}};
  for (const auto& [name, level] : levels) {
    if (name == word) return level;
  }
  return std::nullopt;
}

void set_log_level(LogLevel level) {
  logger().set_level(level_of(level));
}

void log_debug(std::string_view line) {
  write(spdlog::level::debug, line);
}
void log_info(std::string_view line) {
  write(spdlog::level::info, line);
}
void log_warning(std::string_view line) {
  write(spdlog::level::warn, line);
}
void log_error(std::string_view line) {
  write(spdlog::level::err, line);
}

}  // namespace signalbox
