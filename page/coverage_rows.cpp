// SPDX-License-Identifier: Apache-2.0
#include "page/coverage_rows.hpp"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "page/facts.hpp"

namespace signalbox {
namespace {

CoverageDay& day_of(Facts& facts, std::int64_t machine, std::int64_t day) {
  return facts.coverage[machine][static_cast<std::size_t>(day - facts.first_day)];
}

void read_gaps(SQLite::Database& view, Facts& facts) {
  SQLite::Statement gap(view,
                        "SELECT machine, began / 86400, coalesce(ended, ?2) / 86400 FROM gap "
                        "WHERE coalesce(ended, ?2) / 86400 >= ?1");
  gap.bind(1, facts.first_day);
  gap.bind(2, facts.now);
  while (gap.executeStep()) {
    const std::int64_t first = std::max(gap.getColumn(1).getInt64(), facts.first_day);
    const std::int64_t last = std::min(gap.getColumn(2).getInt64(), facts.last_day);
    for (std::int64_t day = first; day <= last; ++day) {
      ++day_of(facts, gap.getColumn(0), day).gaps;
    }
  }
}

}  // namespace

void read_coverage(SQLite::Database& view, Facts& facts) {
  SQLite::Statement machine(view, "SELECT id, name FROM machine ORDER BY name, id");
  while (machine.executeStep()) {
    facts.machines.push_back({machine.getColumn(0).getInt64(), machine.getColumn(1).getString()});
    facts.coverage[facts.machines.back().id].resize(facts.days());
  }
  SQLite::Statement row(view,
                        "SELECT machine, day, watched, degraded FROM coverage "
                        "WHERE day BETWEEN ? AND ?");
  row.bind(1, facts.first_day);
  row.bind(2, facts.last_day);
  while (row.executeStep()) {
    CoverageDay& day = day_of(facts, row.getColumn(0), row.getColumn(1));
    day.watched = row.getColumn(2).getInt64();
    day.degraded = row.getColumn(3).getInt64();
  }
  read_gaps(view, facts);
}

}  // namespace signalbox
