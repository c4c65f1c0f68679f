// SPDX-License-Identifier: Apache-2.0
#include "compat/migrate.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"

namespace signalbox {
namespace {

std::string compact_time(std::chrono::sys_seconds when) {
  const std::time_t seconds = when.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
  return text;
}

// VACUUM INTO takes an empty file that is there; making it first decides who may read it.
void back_up(SQLite::Database& database, const std::filesystem::path& file, int version,
             std::chrono::sys_seconds now) {
  const std::string copy =
      file.string() + ".v" + std::to_string(version) + "-" + compact_time(now) + ".backup";
  const int fd = open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot back up to '" + copy + "': " + std::strerror(errno));
  }
  close(fd);
  SQLite::Statement vacuum(database, "VACUUM INTO ?");
  vacuum.bind(1, copy);
  vacuum.exec();
}

void check_applied(SQLite::Database& database, const std::filesystem::path& file,
                   std::span<const Migration> steps) {
  SQLite::Statement applied(database, "SELECT number, sha256 FROM migration ORDER BY number");
  while (applied.executeStep()) {
    const int number = applied.getColumn(0);
    const std::string sha256 = applied.getColumn(1);
    if (steps[static_cast<std::size_t>(number - 1)].sha256 == sha256) continue;
    throw LedgerError(LedgerError::Kind::not_a_ledger,
                      "Ledger '" + file.string() + "' was made by another migration " +
                          std::to_string(number) + " than this program's");
  }
}

void apply(SQLite::Database& database, const Migration& step, std::chrono::sys_seconds now) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  database.exec(std::string(step.sql));
  SQLite::Statement keep(database, "INSERT INTO migration VALUES (?, ?, ?, ?)");
  keep.bind(1, step.number);
  keep.bind(2, std::string(step.name));
  keep.bind(3, std::string(step.sha256));
  keep.bind(4, static_cast<std::int64_t>(now.time_since_epoch().count()));
  keep.exec();
  database.exec("PRAGMA application_id = " + std::to_string(kLedgerApplicationId));
  database.exec("PRAGMA user_version = " + std::to_string(step.number));
  if (SQLite::Statement(database, "PRAGMA foreign_key_check").executeStep()) {
    throw LedgerError(LedgerError::Kind::damaged,
                      "Migration " + std::to_string(step.number) + " leaves dangling references");
  }
  transaction.commit();
}

// The steps that are missing, once those that are there are known to be these.
void apply_missing(SQLite::Database& database, std::span<const Migration> steps, int version,
                   std::chrono::sys_seconds now) {
  // A step may rebuild a table that others refer to; each is checked as a whole instead.
  database.exec("PRAGMA foreign_keys = OFF");
  database.exec(
      "CREATE TABLE IF NOT EXISTS migration ("
      "number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, "
      "applied INTEGER NOT NULL) STRICT");
  for (const Migration& step : steps) {
    if (step.number > version) apply(database, step, now);
  }
  database.exec("PRAGMA foreign_keys = ON");
}

}  // namespace

void migrate(SQLite::Database& database, const std::filesystem::path& file,
             std::span<const Migration> steps, std::chrono::sys_seconds now) {
  const int version = database.execAndGet("PRAGMA user_version");
  const int last = steps.back().number;
  if (version > last) {
    throw LedgerError(LedgerError::Kind::newer,
                      "Ledger '" + file.string() + "' is of version " + std::to_string(version) +
                          ", newer than this program's " + std::to_string(last));
  }
  if (version > 0) check_applied(database, file, steps);
  if (version == last) return;

  if (version > 0) back_up(database, file, version, now);
  apply_missing(database, steps, version, now);
}

void migrate_copy(SQLite::Database& copy, const std::filesystem::path& file,
                  std::span<const Migration> steps) {
  const int version = copy.execAndGet("PRAGMA user_version");
  if (version >= steps.back().number) return;
  check_applied(copy, file, steps);
  apply_missing(copy, steps, version, {});
}

}  // namespace signalbox
