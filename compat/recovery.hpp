// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "compat/tally_contents.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// Folds in what a dead host left: its tally's counts, also those of rows that it could not commit
// any more; what was pending is failed; its sessions and its run end at its last heartbeat, and
// what it watched has a gap until `now`. One transaction; doing it again changes nothing. Throws
// LedgerError if the tally is another ledger's, and SQLite::Exception.
void recover(SQLite::Database& database, const TallyContents& tally, std::int64_t now);

}  // namespace signalbox
