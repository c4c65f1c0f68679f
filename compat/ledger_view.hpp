// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

namespace SQLite {
class Database;
}

namespace signalbox {

// A ledger as it stands at this moment, for reading: a private copy of the file into which the
// tally has been folded as a restarted host would do it. Whether or not a host is running makes
// no difference, and it is not disturbed. Once `stopping` is set by any thread, this call and later
// queries throw; it outlives what is returned. Null: nobody stops them. Throws LedgerError.
std::unique_ptr<SQLite::Database> view_ledger(const std::filesystem::path& file,
                                              const std::atomic<bool>* stopping = nullptr);

}  // namespace signalbox
