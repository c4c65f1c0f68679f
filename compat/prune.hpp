// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace signalbox {

struct Pruned {
  std::int64_t days = 0;      // rows of use per day
  std::int64_t sessions = 0;  // rows
};

// Makes one of what is older than `before`, in seconds since 1970-01-01 UTC: the days of each use,
// and the sessions of each build that are alike and have ended. All totals stay, and so do the
// verdicts. In short transactions, so that a running host waits for none of them long. Throws
// SQLite::Exception.
Pruned prune(SQLite::Database& ledger, std::int64_t before);

}  // namespace signalbox
