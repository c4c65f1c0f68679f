// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <span>

#include "migrations/migrations.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// Takes `database`, which is empty or a ledger, to the last of `steps`: each in one transaction,
// with its SHA-256 kept in the table `migration`. Before the first step on a file that has
// content, it is copied to FILE.vN-YYYYMMDDTHHMMSSZ.backup, readable by its owner alone. Throws
// LedgerError: newer than the last step, or made by other steps of the same numbers.
void migrate(SQLite::Database& database, const std::filesystem::path& file,
             std::span<const Migration> steps, std::chrono::sys_seconds now);

// The same for a reader's private copy of `file`, without a backup; one that is newer is left as it
// is. Throws LedgerError.
void migrate_copy(SQLite::Database& copy, const std::filesystem::path& file,
                  std::span<const Migration> steps);

}  // namespace signalbox
