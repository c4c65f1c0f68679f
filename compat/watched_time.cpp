// SPDX-License-Identifier: Apache-2.0
#include "compat/watched_time.hpp"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

// ?1: now; days behind it are those of a clock that was set back. The last day first. CROSS JOIN:
// the days of each gap are found by the key.
constexpr char kDays[] = R"sql(
SELECT coverage.machine, coverage.day,
  iif(gaps.machine IS NULL AND coverage.day <= ?1 / 86400,
    min(watched, 86400) - min(degraded, watched, 86400), 0)
FROM coverage LEFT JOIN (
  SELECT DISTINCT c.machine, c.day FROM gap CROSS JOIN coverage AS c ON c.machine = gap.machine
  AND c.day BETWEEN gap.began / 86400 AND coalesce(gap.ended, ?1) / 86400
  WHERE coalesce(gap.ended, ?1) > gap.began) AS gaps
ON gaps.machine = coverage.machine AND gaps.day = coverage.day
ORDER BY coverage.machine, coverage.day DESC)sql";

}  // namespace

WatchedTime WatchedTime::of(SQLite::Database& view, std::int64_t now) {
  WatchedTime time;
  SQLite::Statement row(view, kDays);
  row.bind(1, now);
  while (row.executeStep()) {
    std::vector<Day>& days = time.days_[row.getColumn(0).getInt64()];
    const std::int64_t later = days.empty() ? 0 : days.back().seconds;
    days.push_back({row.getColumn(1).getInt64(), later + row.getColumn(2).getInt64()});
  }
  for (auto& [machine, days] : time.days_) std::reverse(days.begin(), days.end());
  return time;
}

double WatchedTime::days_from(std::int64_t machine, std::int64_t first_day) const {
  const auto found = days_.find(machine);
  if (found == days_.end()) return 0;
  const std::vector<Day>& days = found->second;
  const auto first =
      std::lower_bound(days.begin(), days.end(), first_day,
                       [](const Day& each, std::int64_t day) { return each.day < day; });
  return first == days.end() ? 0 : static_cast<double>(first->seconds) / kSecondsPerDay;
}

}  // namespace signalbox
