// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/report_parts.hpp"
#include "compat/verdict.hpp"

namespace signalbox {
namespace {

// Our own tools are no clients here, as on the page. Behind the common table "sums". ?1: the first
// day of the period.
constexpr char kRows[] = R"sql(,
uses AS (
  SELECT item.name AS event, item.kind, build.client, coalesce(sums.delivered, 0) AS delivered,
         coalesce(sums.failed, 0) AS failed, use.last_delivered
  FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build
  JOIN client ON client.id = build.client AND client.kind <> 'self'
  LEFT JOIN sums ON sums.id = use.id WHERE use.last / 86400 >= ?1),
outs AS (
  SELECT item.name AS event, build.client
  FROM session JOIN build ON build.id = session.build
  JOIN client ON client.id = build.client AND client.kind <> 'self'
  JOIN item ON item.kind = 'default-connection'
  LEFT JOIN opt_out ON opt_out.session = session.id AND opt_out.item = item.id
  WHERE session.opened / 86400 >= ?1 AND session.opted_out <> 'none' AND opt_out.undone IS NULL
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

}  // namespace

Table report_by_event(SQLite::Database& view, const Period& period) {
  Table table{"events",
              {{"event"},
               {"emitted"},
               {"exposed"},
               {"explicit"},
               {"opted-out"},
               {"delivered"},
               {"failed", /*is_detail=*/true},
               {"last-delivered", true},
               {"successor", true},
               {"verdict"}},
              {},
              {"Times are UTC. Clients: exposed by a default connection, connected explicitly, "
               "opted out.",
               "Verdicts are of all that is known, whatever the period; 'signalbox ledger check' "
               "says why."},
              "signalbox-report-1"};
  const CaseFile file = read_case_file(view, period.now);
  const std::vector<ItemVerdict> verdicts = judge(file, period.now);
  SQLite::Statement row(view, "WITH " + sums_of_uses(period) + kRows);
  row.bind(1, first_day(period));
  while (row.executeStep()) {
    const std::string event = row.getColumn(0);
    std::vector<Cell> cells = {event};
    for (int column = 1; column <= 6; ++column) cells.push_back(count_cell(row.getColumn(column)));
    cells.push_back(time_cell(row.getColumn(7)));
    cells.push_back(text_cell(row.getColumn(8)));
    cells.push_back(std::string(word_of(*removal_verdict(verdicts, event))));
    table.rows.push_back(std::move(cells));
  }
  add_coverage(view, period, table);
  return table;
}

}  // namespace signalbox
