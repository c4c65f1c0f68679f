// SPDX-License-Identifier: Apache-2.0
#include "compat/coverage.hpp"

#include <set>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

constexpr char kCoverage[] = R"sql(
SELECT machine.id, machine.name, max(coverage.day)
FROM coverage JOIN machine ON machine.id = coverage.machine
GROUP BY machine.id ORDER BY machine.name, machine.uuid)sql";

// The machines that had a gap on a day.
std::set<std::int64_t> with_gap_on(SQLite::Database& view, std::int64_t day) {
  std::set<std::int64_t> machines;
  SQLite::Statement gap(view,
                        "SELECT DISTINCT machine FROM gap WHERE ?1 >= began / 86400 "
                        "AND (ended IS NULL OR (ended > began AND ?1 <= ended / 86400))");
  gap.bind(1, day);
  while (gap.executeStep()) machines.insert(gap.getColumn(0).getInt64());
  return machines;
}

}  // namespace

std::vector<MachineCoverage> coverage_of(SQLite::Database& view, std::int64_t now) {
  std::vector<MachineCoverage> all;
  const std::set<std::int64_t> with_gap = with_gap_on(view, now / kSecondsPerDay);
  SQLite::Statement row(view, kCoverage);
  while (row.executeStep()) {
    MachineCoverage machine;
    machine.machine = row.getColumn(0).getInt64();
    machine.name = row.getColumn(1).getString();
    machine.last_day = row.getColumn(2).getInt64();
    machine.has_gap_today = with_gap.contains(machine.machine);
    all.push_back(machine);
  }
  return all;
}

}  // namespace signalbox
