// SPDX-License-Identifier: Apache-2.0
#include "compat/report.hpp"

#include <ctime>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

// ?1: the first day of the period.
constexpr char kByEvent[] = R"sql(
WITH sums AS (
  SELECT use AS id, sum(delivered) AS delivered, sum(failed) AS failed
  FROM use_day WHERE day >= ?1 GROUP BY use),
uses AS (
  SELECT item.name AS event, item.kind, build.client, coalesce(sums.delivered, 0) AS delivered,
         coalesce(sums.failed, 0) AS failed, use.last_delivered
  FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build
  LEFT JOIN sums ON sums.id = use.id WHERE use.last / 86400 >= ?1),
outs AS (
  SELECT item.name AS event, build.client
  FROM session JOIN build ON build.id = session.build
  JOIN item ON item.kind = 'default-connection'
  LEFT JOIN opt_out ON opt_out.session = session.id AND opt_out.item = item.id
  WHERE session.opened / 86400 >= ?1 AND opt_out.undone IS NULL
    AND (session.opted_out = 'all' OR opt_out.item IS NOT NULL))
SELECT name,
  (SELECT coalesce(sum(emissions), 0) FROM emission_day WHERE event = name AND day >= ?1),
  (SELECT count(DISTINCT client) FROM uses WHERE event = name AND kind = 'default-connection'),
  (SELECT count(DISTINCT client) FROM uses WHERE event = name AND kind = 'event'),
  (SELECT count(DISTINCT client) FROM outs WHERE event = name),
  (SELECT coalesce(sum(delivered), 0) FROM uses WHERE event = name),
  (SELECT coalesce(sum(failed), 0) FROM uses WHERE event = name),
  (SELECT max(last_delivered) FROM uses WHERE event = name),
  successor
FROM item WHERE kind = 'default-connection' ORDER BY name)sql";

constexpr char kByClient[] = R"sql(
WITH sums AS (
  SELECT use AS id, sum(delivered) AS delivered, sum(filtered) AS filtered, sum(muted) AS muted,
         sum(failed) AS failed
  FROM use_day WHERE day >= ?1 GROUP BY use)
SELECT client.name, build.version, machine.name, item.name,
       CASE WHEN item.kind = 'default-connection' AND use.mode = 'explicit' THEN 'asked back'
            ELSE use.mode END,
       coalesce(sums.delivered, 0), coalesce(sums.filtered, 0), coalesce(sums.muted, 0),
       coalesce(sums.failed, 0), use.first, use.last_delivered, client.fingerprint
FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build
JOIN client ON client.id = build.client JOIN machine ON machine.id = use.machine
LEFT JOIN sums ON sums.id = use.id WHERE use.last / 86400 >= ?1
UNION ALL
SELECT client.name, build.version, machine.name, coalesce(item.name, '(all)'), 'opted out',
       NULL, NULL, NULL, NULL, min(session.opened), NULL, client.fingerprint
FROM session JOIN build ON build.id = session.build JOIN client ON client.id = build.client
JOIN machine ON machine.id = session.machine
LEFT JOIN opt_out ON opt_out.session = session.id AND session.opted_out = 'some'
LEFT JOIN item ON item.id = opt_out.item
WHERE session.opted_out <> 'none' AND session.opened / 86400 >= ?1 AND opt_out.undone IS NULL
GROUP BY client.id, build.id, machine.id, item.id
ORDER BY 1, 12, 2, 3, 4, 5)sql";

std::string time_text(std::int64_t seconds) {
  const auto when = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&when, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return text;
}

Cell time_cell(const SQLite::Column& column) {
  if (column.isNull()) return {};
  return time_text(column.getInt64());
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

// What the numbers rest on.
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

}  // namespace

Table report_by_event(SQLite::Database& view, const Period& period) {
  Table table{"events",
              {{"event"},
               {"emitted"},
               {"exposed"},
               {"explicit"},
               {"opted-out"},
               {"delivered"},
               {"failed"},
               {"last-delivered"},
               {"successor", /*is_detail=*/true}},
              {},
              {"Times are UTC. Clients: exposed by a default connection, connected explicitly, "
               "opted out."}};
  SQLite::Statement row(view, kByEvent);
  row.bind(1, first_day(period));
  while (row.executeStep()) {
    std::vector<Cell> cells = {text_cell(row.getColumn(0))};
    for (int column = 1; column <= 6; ++column) cells.push_back(count_cell(row.getColumn(column)));
    cells.push_back(time_cell(row.getColumn(7)));
    cells.push_back(text_cell(row.getColumn(8)));
    table.rows.push_back(std::move(cells));
  }
  add_coverage(view, period, table);
  return table;
}

Table report_by_client(SQLite::Database& view, const Period& period) {
  Table table{"clients",
              {{"client", false, /*may_be_cut=*/true},
               {"version", false, true},
               {"machine", false, true},
               {"event"},
               {"mode"},
               {"delivered"},
               {"filtered", /*is_detail=*/true},
               {"muted", true},
               {"failed"},
               {"first", true},
               {"last-delivered"}},
              {},
              {"Times are UTC."}};
  SQLite::Statement row(view, kByClient);
  row.bind(1, first_day(period));
  while (row.executeStep()) {
    std::vector<Cell> cells;
    for (int column = 0; column <= 4; ++column) cells.push_back(text_cell(row.getColumn(column)));
    for (int column = 5; column <= 8; ++column) cells.push_back(count_cell(row.getColumn(column)));
    for (int column = 9; column <= 10; ++column) cells.push_back(time_cell(row.getColumn(column)));
    table.rows.push_back(std::move(cells));
  }
  add_coverage(view, period, table);
  return table;
}

}  // namespace signalbox
