// SPDX-License-Identifier: Apache-2.0
#include "compat/prune.hpp"

#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

// Of the use and from before the day in `pruning`. The last day takes the others.
constexpr char kJoinDays[] = R"sql(
CREATE TEMP TABLE sums AS SELECT use, max(day) AS day, sum(due) AS due, sum(delivered) AS delivered,
  sum(filtered) AS filtered, sum(muted) AS muted, sum(failed) AS failed FROM use_day
WHERE use = (SELECT id FROM pruning) AND day < (SELECT before FROM pruning) / 86400 GROUP BY use;
DELETE FROM use_day WHERE use = (SELECT id FROM pruning)
  AND day < (SELECT before FROM pruning) / 86400;
INSERT INTO use_day (use, day, due, delivered, filtered, muted, failed)
SELECT use, day, due, delivered, filtered, muted, failed FROM sums;
DROP TABLE sums;)sql";

// Of the build in `pruning`. Sessions are alike if they were opened to the same machine, in the
// same run and with the same label, and did without the same items.
constexpr char kJoinSessions[] = R"sql(
CREATE TEMP TABLE alike AS SELECT id AS old, min(id) OVER (
  PARTITION BY run, machine, run_label, opted_out, negotiated IS NULL, (
    SELECT group_concat(item || iif(undone IS NULL, '', '*')) FROM (
      SELECT item, undone FROM opt_out WHERE opt_out.session = session.id ORDER BY item))) AS new
FROM session WHERE build = (SELECT id FROM pruning) AND closed < (SELECT before FROM pruning);

UPDATE session SET negotiated = l.negotiated, closed = l.closed, opened = l.opened, pid = NULL
FROM (SELECT new, max(negotiated) AS negotiated, max(closed) AS closed, min(opened) AS opened
  FROM alike JOIN session AS s ON s.id = alike.old GROUP BY new HAVING count(*) > 1) AS l
WHERE session.id = l.new;
UPDATE opt_out SET at = l.at, undone = l.undone FROM (
  SELECT new, item, max(at) AS at, max(undone) AS undone FROM alike
  JOIN opt_out AS o ON o.session = alike.old GROUP BY new, item) AS l
WHERE opt_out.session = l.new AND opt_out.item = l.item;
DELETE FROM opt_out WHERE session IN (SELECT old FROM alike WHERE old <> new);
UPDATE evidence SET session = alike.new FROM alike WHERE session = alike.old;

UPDATE account SET session = alike.new FROM alike WHERE session = alike.old;
CREATE TEMP TABLE sums AS SELECT min(id) AS id, session, use, sum(due) AS due,
  sum(delivered) AS delivered, sum(filtered) AS filtered, sum(muted) AS muted,
  sum(failed) AS failed, sum(read) AS read, max(closed) AS closed FROM account
WHERE session IN (SELECT new FROM alike) AND closed IS NOT NULL GROUP BY session, use;
UPDATE account SET due = l.due, delivered = l.delivered, filtered = l.filtered, muted = l.muted,
  failed = l.failed, read = l.read, closed = l.closed FROM sums AS l WHERE account.id = l.id;
DELETE FROM account WHERE session IN (SELECT new FROM alike) AND closed IS NOT NULL
  AND id NOT IN (SELECT id FROM sums);
DELETE FROM session WHERE id IN (SELECT old FROM alike WHERE old <> new);
DROP TABLE sums;
DROP TABLE alike;)sql";

std::vector<std::int64_t> ids(SQLite::Database& ledger, const char* query, std::int64_t bound) {
  std::vector<std::int64_t> ids;
  SQLite::Statement row(ledger, query);
  row.bind(1, bound);
  while (row.executeStep()) ids.push_back(row.getColumn(0).getInt64());
  return ids;
}

void run(SQLite::Database& ledger, const char* sql, std::int64_t id, std::int64_t before) {
  SQLite::Transaction transaction(ledger, SQLite::TransactionBehavior::IMMEDIATE);
  SQLite::Statement chosen(ledger,
                           "CREATE TEMP TABLE pruning AS SELECT CAST(?1 AS INTEGER) AS id, "
                           "CAST(?2 AS INTEGER) AS before");
  chosen.bind(1, id);
  chosen.bind(2, before);
  chosen.exec();
  ledger.exec(sql);
  ledger.exec("DROP TABLE pruning");
  transaction.commit();
}

std::int64_t count(SQLite::Database& ledger, const char* table) {
  return ledger.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt64();
}

}  // namespace

Pruned prune(SQLite::Database& ledger, std::int64_t before) {
  const Pruned had{count(ledger, "use_day"), count(ledger, "session")};
  for (const std::int64_t use :
       ids(ledger, "SELECT use FROM use_day WHERE day < ? GROUP BY use HAVING count(*) > 1",
           before / kSecondsPerDay)) {
    run(ledger, kJoinDays, use, before);
  }
  for (const std::int64_t build :
       ids(ledger, "SELECT build FROM session WHERE closed < ? GROUP BY build HAVING count(*) > 1",
           before)) {
    run(ledger, kJoinSessions, build, before);
  }
  return {had.days - count(ledger, "use_day"), had.sessions - count(ledger, "session")};
}

}  // namespace signalbox
