// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <system_error>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "compat/ledger_error.hpp"
#include "compat/migrate.hpp"

namespace signalbox {
namespace {

using Kind = LedgerError::Kind;

// A commit that meets another writer (a shell, a backup) waits this long before it is put off.
constexpr int kBusyMilliseconds = 250;

// A person's command has the time to wait.
constexpr int kAmendMilliseconds = 10'000;

std::string quoted(const std::filesystem::path& file) {
  return "'" + file.string() + "'";
}

constexpr const char* kBeginNew = "; give the path of a ledger, or of no file to begin one";
constexpr const char* kPutAway =
    "; move it away together with its -wal, -shm and -tally, and the next host begins a new one, "
    "or "
    "put back a backup of all";

[[noreturn]] void refuse(const std::filesystem::path& file, const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      throw LedgerError(Kind::not_a_ledger, quoted(file) + " is not a ledger" + kBeginNew);
    case SQLITE_CORRUPT:
      throw LedgerError(Kind::damaged,
                        "Ledger " + quoted(file) + " is damaged: " + error.what() + kPutAway);
    default:
      throw LedgerError(Kind::unusable, "Cannot use ledger " + quoted(file) + ": " + error.what());
  }
}

// Makes an empty file if there is none: SQLite would let the group and others read it.
void make_private(const std::filesystem::path& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    throw LedgerError(Kind::unusable,
                      "Cannot open ledger " + quoted(file) + ": " + std::strerror(errno));
  }
  close(fd);
}

bool is_empty(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0 &&
         database.execAndGet("PRAGMA user_version").getInt() == 0 &&
         database.execAndGet("PRAGMA application_id").getInt() == 0;
}

void require_ledger(SQLite::Database& database, const std::filesystem::path& file) {
  if (database.execAndGet("PRAGMA application_id").getInt() == kLedgerApplicationId) return;
  throw LedgerError(Kind::not_a_ledger,
                    quoted(file) + " is a database, but not a ledger" + kBeginNew);
}

void require_sound(SQLite::Database& database, const std::filesystem::path& file) {
  const std::string finding = database.execAndGet("PRAGMA quick_check(1)");
  if (finding == "ok") return;
  throw LedgerError(Kind::damaged, "Ledger " + quoted(file) + " is damaged: " + finding + kPutAway);
}

// A database in WAL mode cannot be opened where its -shm file cannot be made. Nobody writes there
// either, so it may be read as it lies, unless there is a -wal file that would be left out.
std::string read_only_name(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (access(folder.c_str(), W_OK) == 0) return file.string();
  std::error_code error;
  const bool has_wal = std::filesystem::exists(file.string() + "-wal", error);
  const std::filesystem::path whole = std::filesystem::absolute(file, error);
  if (has_wal || error) return file.string();
  std::string uri = "file:";
  for (const char c : whole.string()) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    if (std::strchr("%?#", c) == nullptr) {
      uri += c;
      continue;
    }
    uri += {'%', kDigits[c >> 4 & 15], kDigits[c & 15]};
  }
  return uri + "?immutable=1";
}

}  // namespace

std::unique_ptr<SQLite::Database> open_ledger(const std::filesystem::path& file) {
  make_private(file);
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE,
                                                       kBusyMilliseconds);
    if (!is_empty(*database)) {
      require_ledger(*database, file);
      require_sound(*database, file);
    }
    database->exec("PRAGMA synchronous = FULL");
    database->exec("PRAGMA foreign_keys = ON");
    migrate(*database, file, migrations(),
            std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()));
    database->exec("PRAGMA journal_mode = WAL");
    return database;
  } catch (const SQLite::Exception& error) {
    refuse(file, error);
  }
}

std::unique_ptr<SQLite::Database> open_ledger_read_only(const std::filesystem::path& file) {
  if (access(file.c_str(), R_OK) != 0) {
    throw LedgerError(Kind::unusable,
                      "Cannot open ledger " + quoted(file) + ": " + std::strerror(errno));
  }
  try {
    const std::string name = read_only_name(file);
    auto database = std::make_unique<SQLite::Database>(
        name, SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyMilliseconds);
    require_ledger(*database, file);
    return database;
  } catch (const SQLite::Exception& error) {
    refuse(file, error);
  }
}

std::unique_ptr<SQLite::Database> open_ledger_to_amend(const std::filesystem::path& file) {
  if (access(file.c_str(), R_OK | W_OK) != 0) {
    throw LedgerError(Kind::unusable,
                      "Cannot open ledger " + quoted(file) + ": " + std::strerror(errno));
  }
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE,
                                                       kAmendMilliseconds);
    require_ledger(*database, file);
    const int version = database->execAndGet("PRAGMA user_version");
    const int mine = migrations().back().number;
    if (version != mine) {
      throw LedgerError(version > mine ? Kind::newer : Kind::outdated,
                        "Ledger " + quoted(file) + " is of version " + std::to_string(version) +
                            ", this program's is " + std::to_string(mine) +
                            (version > mine ? "" : "; see 'signalbox ledger migrate'"));
    }
    database->exec("PRAGMA synchronous = FULL");
    database->exec("PRAGMA foreign_keys = ON");
    return database;
  } catch (const SQLite::Exception& error) {
    refuse(file, error);
  }
}

bool is_newer(SQLite::Database& ledger) {
  return ledger.execAndGet("PRAGMA user_version").getInt() > migrations().back().number;
}

}  // namespace signalbox
