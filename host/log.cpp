// SPDX-License-Identifier: Apache-2.0
#include "host/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <spdlog/pattern_formatter.h>

#include "host/log_budget.hpp"
#include "host/log_writer.hpp"
#include "wire/printable.hpp"

namespace signalbox {
namespace {

// The lines of one source in a second, until set_log_limits() says otherwise.
constexpr std::uint64_t kLinesOfClient = 5;
constexpr std::uint64_t kLinesOfPlugin = 20;

struct LevelNames {
  LogLevel level;
  std::string_view word;
  spdlog::level::level_enum in_pattern;
  const char* priority;  // syslog's number: sd-daemon(3)
};

constexpr std::array<LevelNames, 4> kLevels = {
    {{LogLevel::debug, "debug", spdlog::level::debug, "<7>"},
     {LogLevel::info, "info", spdlog::level::info, "<6>"},
     {LogLevel::warning, "warning", spdlog::level::warn, "<4>"},
     {LogLevel::error, "error", spdlog::level::err, "<3>"}}};

const LevelNames& names_of(LogLevel level) {
  return kLevels.at(static_cast<std::size_t>(level));
}

// systemd names the stream that it reads by device and inode; see systemd.exec(5).
bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat about = {};
  if (!stream || fstat(STDERR_FILENO, &about) != 0) return false;
  return std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino) == stream;
}

// Makes lines of texts. [any thread]
class LineForm {
 public:
  explicit LineForm(bool for_journal) { set(for_journal); }

  // Returns whether a priority stands in front in place of the time.
  void set(bool for_journal) {
    const std::lock_guard lock(mutex_);
    for_journal_ = for_journal;
    pattern_ = std::make_unique<spdlog::pattern_formatter>(
        for_journal ? "%l: %v" : "%Y-%m-%d %H:%M:%S.%e %l: %v", spdlog::pattern_time_type::local,
        std::string());
  }

  std::string line(LogLevel level, std::string_view text) {
    const LevelNames& names = names_of(level);
    spdlog::memory_buf_t line;
    const std::lock_guard lock(mutex_);
    pattern_->format({"signalbox", names.in_pattern, {text.data(), text.size()}}, line);
    return (for_journal_ ? names.priority : "") + std::string(line.data(), line.size());
  }

 private:
  std::mutex mutex_;
  bool for_journal_ = false;
  std::unique_ptr<spdlog::formatter> pattern_;
};

// All that the functions below share. It is never destroyed: threads that are in a plugin write
// lines to the end.
struct Log {
  static Log& self() {
    static Log* const only = new Log;
    return *only;
  }

  std::atomic<LogLevel> level = LogLevel::info;
  LineForm form{stderr_is_journal()};
  LogBudget clients{kLinesOfClient};
  LogBudget plugins{kLinesOfPlugin};
  LogWriter& writer = *new LogWriter(
      STDERR_FILENO, [this](const std::string& text) { return form.line(LogLevel::warning, text); },
      [this] { return remarks(); });

 private:
  // How many lines of each source were left out.
  std::vector<std::string> remarks() {
    std::vector<std::string> lines;
    const auto add = [&](LogBudget& budget, const std::string& what) {
      for (const LogBudget::LeftOut& each : budget.left_out()) {
        lines.push_back(form.line(LogLevel::warning,
                                  what + each.source + ": " + std::to_string(each.lines) +
                                      " more lines are left out; at most " +
                                      std::to_string(budget.most()) + " a second are written"));
      }
    };
    add(clients, "");
    add(plugins, "plugin ");
    return lines;
  }
};

void write(LogLevel level, std::string_view line) {
  Log& log = Log::self();
  if (level < log.level) return;
  log.writer.put(log.form.line(level, printable(line.substr(0, LogWriter::kMostLineBytes))));
}

void write_of(LogBudget& budget, LogLevel level, const std::string& source, std::string_view line) {
  Log& log = Log::self();
  if (level < log.level) return;
  if (budget.take(source, LogBudget::Clock::now())) return write(level, line);
  log.writer.ask_remarks();
}

}  // namespace

std::optional<LogLevel> log_level_of(std::string_view word) {
  for (const LevelNames& each : kLevels) {
    if (each.word == word) return each.level;
  }
  return std::nullopt;
}

void set_log_level(LogLevel level) {
  Log::self().level = level;
}

void set_log_limits(std::uint64_t client_lines, std::uint64_t plugin_lines) {
  Log::self().clients.set_most(client_lines);
  Log::self().plugins.set_most(plugin_lines);
}

void log_debug(std::string_view line) {
  write(LogLevel::debug, line);
}
void log_info(std::string_view line) {
  write(LogLevel::info, line);
}
void log_warning(std::string_view line) {
  write(LogLevel::warning, line);
}
void log_error(std::string_view line) {
  write(LogLevel::error, line);
}

void log_of_client(LogLevel level, const std::string& client, std::string_view line) {
  write_of(Log::self().clients, level, client, line);
}

void log_of_plugin(LogLevel level, const std::string& plugin, std::string_view line) {
  write_of(Log::self().plugins, level, plugin, line);
}

void log_to(const std::string& file) {
  Log& log = Log::self();
  log.writer.open(file);
  log.form.set(false);
}

void reopen_log() {
  Log::self().writer.reopen();
}

void finish_log(std::chrono::milliseconds limit) {
  Log::self().writer.drain(limit);
}

LogLosses log_losses() {
  const Log& log = Log::self();
  return {log.writer.left_out(), log.clients.all_left_out(), log.plugins.all_left_out()};
}

std::string journal_priority(LogLevel level) {
  return stderr_is_journal() ? names_of(level).priority : "";
}

}  // namespace signalbox
