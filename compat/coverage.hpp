// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace signalbox {

// The days of one machine in the ledger; WatchedTime tells how long it was watched.
struct MachineCoverage {
  std::int64_t machine = 0;
  std::string name;
  std::int64_t last_day = 0;  // days since 1970-01-01 UTC
  bool has_gap_today = false;
};

// Each machine that was ever watched, by name. A gap is a time in which a machine went on and
// nobody saw what it emitted; its days count for nothing. Throws SQLite::Exception.
std::vector<MachineCoverage> coverage_of(SQLite::Database& view, std::int64_t now);

}  // namespace signalbox
