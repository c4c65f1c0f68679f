// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "compat/tally_format.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// Folds one slot's absolute counts into its row and adds what is new to the totals and to the day
// of `now`. A slot whose row is missing changes nothing. The pending events of a `closed` account
// remain visible to fsck. All throw SQLite::Exception.
void fold_account(SQLite::Database& database, const TallySlot& slot, std::int64_t now);
void fold_emissions(SQLite::Database& database, const TallySlot& slot, std::int64_t now);

// So many of an account's events were surely read.
void fold_read(SQLite::Database& database, std::uint64_t account, std::uint64_t read);

// What is read of a use can be known.
void know_reading(SQLite::Database& database, std::int64_t use);

// From now on nothing is pending on it.
void close_account(SQLite::Database& database, std::uint64_t account, std::int64_t now);

// What is pending on the open accounts of a dead run becomes failed, and they are closed.
void fail_pending(SQLite::Database& database, std::uint64_t run, std::int64_t now);

}  // namespace signalbox
