// SPDX-License-Identifier: Apache-2.0
#include "compat/coverage.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

// ?1: now. An open gap lasts until then; one without length is none.
constexpr char kCoverage[] = R"sql(
SELECT machine.id, machine.name,
  sum(iif(gaps.machine IS NULL, min(watched, 86400) - min(degraded, watched, 86400), 0)),
  max(coverage.day), count(gaps.machine)
FROM coverage JOIN machine ON machine.id = coverage.machine
LEFT JOIN (
  SELECT DISTINCT c.machine, c.day FROM coverage AS c JOIN gap ON gap.machine = c.machine
  WHERE coalesce(gap.ended, ?1) > gap.began AND c.day BETWEEN gap.began / 86400 AND coalesce(gap.ended, ?1) / 86400) AS gaps
  ON gaps.machine = coverage.machine AND gaps.day = coverage.day
GROUP BY machine.id ORDER BY machine.name, machine.uuid)sql";

bool has_gap_on(SQLite::Database& view, std::int64_t machine, std::int64_t day) {
  SQLite::Statement gap(view,
                        "SELECT 1 FROM gap WHERE machine = ?1 AND ?2 >= began / 86400 "
                        "AND (ended IS NULL OR (ended > began AND ?2 <= ended / 86400))");
  gap.bind(1, machine);
  gap.bind(2, day);
  return gap.executeStep();
}

}  // namespace

std::vector<MachineCoverage> coverage_of(SQLite::Database& view, std::int64_t now) {
  std::vector<MachineCoverage> all;
  SQLite::Statement row(view, kCoverage);
  row.bind(1, now);
  while (row.executeStep()) {
    MachineCoverage machine;
    machine.machine = row.getColumn(0).getInt64();
    machine.name = row.getColumn(1).getString();
    machine.watched = row.getColumn(2).getInt64();
    machine.last_day = row.getColumn(3).getInt64();
    machine.gap_days = row.getColumn(4).getInt64();
    machine.has_gap_today = has_gap_on(view, machine.machine, now / kSecondsPerDay);
    all.push_back(machine);
  }
  return all;
}

}  // namespace signalbox
