// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace signalbox {

// How long the ledger was really watching one machine.
struct MachineCoverage {
  std::int64_t machine = 0;
  std::string name;
  std::int64_t watched = 0;   // seconds, without days that have a gap and what was degraded
  std::int64_t last_day = 0;  // days since 1970-01-01 UTC
  std::int64_t gap_days = 0;  // days that are left out for a gap
  bool has_gap_today = false;
};

// Each machine that was ever watched, by name. A gap is a time in which a machine went on and
// nobody saw what it emitted; its days count for nothing. Throws SQLite::Exception.
std::vector<MachineCoverage> coverage_of(SQLite::Database& view, std::int64_t now);

}  // namespace signalbox
