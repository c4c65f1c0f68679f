// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "compat/tally.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// A ledger that no host writes to while this lives: for changes that a host must not meet, such as
// giving out its ids.
class OfflineLedger {
 public:
  // Claims `file`, brings it to this program's version (migrate.hpp) and folds in what a dead host
  // left, by `now`. Throws LedgerError: in_use, naming the host's process; unusable where the file
  // is missing.
  OfflineLedger(const std::filesystem::path& file, std::int64_t now);
  ~OfflineLedger();

  SQLite::Database& database() { return *database_; }

 private:
  Tally tally_;
  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace signalbox
