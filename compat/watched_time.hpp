// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace SQLite {
class Database;
}

namespace signalbox {

// The time for which each machine was watched, by day. A day with a gap, and time that was counted
// in memory only, count for nothing.
class WatchedTime {
 public:
  // Of a view (ledger_view.hpp). `now`: seconds since 1970-01-01 UTC; an open gap lasts until then.
  // Throws SQLite::Exception.
  static WatchedTime of(SQLite::Database& view, std::int64_t now);

  // In days of 86,400 s, from the beginning of `first_day` (days since 1970-01-01 UTC) on; 0: the
  // machine is not known.
  double days_from(std::int64_t machine, std::int64_t first_day) const;

 private:
  struct Day {
    std::int64_t day = 0;
    std::int64_t seconds = 0;  // of this day and all later ones
  };

  std::map<std::int64_t, std::vector<Day>> days_;  // by machine, the first day first
};

}  // namespace signalbox
