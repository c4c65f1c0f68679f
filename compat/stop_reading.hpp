// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace SQLite {
class Database;
}

namespace signalbox {

// Makes each query of `ledger` throw SQLite::Exception (SQLITE_INTERRUPT) soon after `stopping` is
// set, by any thread. `stopping` outlives the connection.
void stop_reading_when(const std::atomic<bool>& stopping, SQLite::Database& ledger);

}  // namespace signalbox
