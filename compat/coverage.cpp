// SPDX-License-Identifier: Apache-2.0
#include "compat/coverage.hpp"

#include <set>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

// ?1: now; days behind it are those of a clock that was set back. An open gap lasts until then; one
// without length is none. CROSS JOIN keeps SQLite from looking at all days of a machine for each of
// its gaps.
constexpr char kCoverage[] = R"sql(
SELECT machine.id, machine.name,
  sum(iif(gaps.machine IS NULL AND coverage.day <= ?1 / 86400,
    min(watched, 86400) - min(degraded, watched, 86400), 0)),
  max(coverage.day), count(gaps.machine)
FROM coverage JOIN machine ON machine.id = coverage.machine
LEFT JOIN (
  SELECT DISTINCT c.machine, c.day FROM gap CROSS JOIN coverage AS c ON c.machine = gap.machine
  AND c.day BETWEEN gap.began / 86400 AND coalesce(gap.ended, ?1) / 86400
  WHERE coalesce(gap.ended, ?1) > gap.began) AS gaps
  ON gaps.machine = coverage.machine AND gaps.day = coverage.day
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
  row.bind(1, now);
  while (row.executeStep()) {
    MachineCoverage machine;
    machine.machine = row.getColumn(0).getInt64();
    machine.name = row.getColumn(1).getString();
    machine.watched = row.getColumn(2).getInt64();
    machine.last_day = row.getColumn(3).getInt64();
    machine.gap_days = row.getColumn(4).getInt64();
    machine.has_gap_today = with_gap.contains(machine.machine);
    all.push_back(machine);
  }
  return all;
}

}  // namespace signalbox
