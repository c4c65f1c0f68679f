// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/names.hpp"
#include "compat/report_parts.hpp"

namespace signalbox {
namespace {

// Our own tools are no clients here, as on the page. Behind the common table "sums". ?1: the first
// day of the period.
constexpr char kRows[] = R"sql(
SELECT client.name, client.fingerprint, build.version, machine.name, item.name,
       CASE WHEN item.kind = 'default-connection' AND use.mode = 'explicit' THEN 'asked back'
            ELSE use.mode END,
       coalesce(sums.delivered, 0), coalesce(sums.filtered, 0), coalesce(sums.muted, 0),
       coalesce(sums.failed, 0), use.first, use.last_delivered
FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build
JOIN client ON client.id = build.client JOIN machine ON machine.id = use.machine
LEFT JOIN sums ON sums.id = use.id WHERE use.last / 86400 >= ?1 AND client.kind <> 'self'
UNION ALL
SELECT client.name, client.fingerprint, build.version, machine.name, coalesce(item.name, '(all)'),
       'opted out', NULL, NULL, NULL, NULL, min(session.opened), NULL
FROM session JOIN build ON build.id = session.build JOIN client ON client.id = build.client
JOIN machine ON machine.id = session.machine
LEFT JOIN opt_out ON opt_out.session = session.id AND session.opted_out = 'some'
LEFT JOIN item ON item.id = opt_out.item
WHERE session.opted_out <> 'none' AND session.opened / 86400 >= ?1 AND opt_out.undone IS NULL
  AND client.kind <> 'self'
GROUP BY client.id, build.id, machine.id, item.id
ORDER BY 1, 2, 3, 4, 5, 6)sql";

}  // namespace

Table report_by_client(SQLite::Database& view, const Period& period, const Names& names) {
  Table table{"clients",
              {{"client", false, /*may_be_cut=*/true},
               {"pseudonym", /*is_detail=*/true},
               {"version", false, true},
               {"machine", false, true},
               {"event"},
               {"mode"},
               {"delivered"},
               {"filtered", true},
               {"muted", true},
               {"failed"},
               {"first", true},
               {"last-delivered"}},
              {},
              {"Times are UTC."},
              "signalbox-report-1"};
  SQLite::Statement row(view, "WITH " + sums_of_uses(period) + kRows);
  row.bind(1, first_day(period));
  while (row.executeStep()) {
    const std::string fingerprint = row.getColumn(1);
    std::vector<Cell> cells = {names.client(fingerprint, row.getColumn(0).getString()),
                               names.pseudonym(fingerprint)};
    for (int column = 2; column <= 5; ++column) cells.push_back(text_cell(row.getColumn(column)));
    for (int column = 6; column <= 9; ++column) cells.push_back(count_cell(row.getColumn(column)));
    for (int column = 10; column <= 11; ++column) cells.push_back(time_cell(row.getColumn(column)));
    table.rows.push_back(std::move(cells));
  }
  // The order of names would tell of what is behind pseudonyms.
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const auto& one, const auto& other) { return one[0] < other[0]; });
  add_coverage(view, period, table);
  return table;
}

}  // namespace signalbox
