// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

namespace SQLite {
class Database;
}

namespace signalbox {

// "SBLG" in the header of every ledger.
inline constexpr std::int32_t kLedgerApplicationId = 0x53424c47;

// Opens `file` for writing, brought to this program's version (migrate.hpp); makes it, for its
// owner alone, if it is not there. Commits are on disk when they return (synchronous=FULL), and
// readers never wait (WAL). Throws LedgerError; a file that is not fit to use is left as it was.
std::unique_ptr<SQLite::Database> open_ledger(const std::filesystem::path& file);

// Opens `file` for reports, beside a running host or without one, also on a read-only medium, and
// also if it is newer than this program. Throws LedgerError.
std::unique_ptr<SQLite::Database> open_ledger_read_only(const std::filesystem::path& file);

// Opens `file` to add rows that no host makes, beside a running host or without one. It must be of
// this program's version: a host may be at work in it. A commit waits seconds for the host's.
// Throws LedgerError, also with outdated.
std::unique_ptr<SQLite::Database> open_ledger_to_amend(const std::filesystem::path& file);

// Its user_version is beyond what this program knows.
bool is_newer(SQLite::Database& ledger);

}  // namespace signalbox
