// SPDX-License-Identifier: Apache-2.0
#include "compat/report_parts.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {

Cell time_cell(const SQLite::Column& column) {
  if (column.isNull()) return {};
  return minute_text(column.getInt64());
}

Cell count_cell(const SQLite::Column& column) {
  if (column.isNull()) return {};
  return column.getInt64();
}

Cell text_cell(const SQLite::Column& column) {
  const std::string text = column.getString();
  if (text.empty()) return {};
  return text;
}

std::int64_t first_day(const Period& period) {
  return period.days ? period.now / kSecondsPerDay - *period.days + 1 : 0;
}

std::string sums_of_uses(const Period& period) {
  if (!period.days) return "sums AS (SELECT id, delivered, filtered, muted, failed FROM use)";
  return "sums AS (SELECT use.id, sum(use_day.delivered) AS delivered, "
         "sum(use_day.filtered) AS filtered, sum(use_day.muted) AS muted, "
         "sum(use_day.failed) AS failed "
         "FROM use CROSS JOIN use_day ON use_day.use = use.id AND day >= ?1 GROUP BY use.id)";
}

void add_coverage(SQLite::Database& view, const Period& period, Table& table) {
  SQLite::Statement sums(
      view,
      "SELECT count(DISTINCT machine), count(DISTINCT day), coalesce(sum(watched), "
      "0), coalesce(sum(degraded), 0) FROM coverage WHERE day >= ?");
  sums.bind(1, first_day(period));
  sums.executeStep();
  const auto number = [&sums](int column) { return sums.getColumn(column).getString(); };
  table.notes.push_back("Watched: " + number(2) + " s of machine time, on " + number(1) +
                        " days, " + number(0) + " machines; degraded: " + number(3) + " s.");
  const int unattributed =
      view.execAndGet("SELECT count(*) FROM client WHERE kind IN ('unattributed', 'overflow')");
  if (unattributed > 0) {
    table.notes.push_back(std::to_string(unattributed) +
                          " clients could not be told apart by what the kernel says of them.");
  }
}

}  // namespace signalbox
