// SPDX-License-Identifier: Apache-2.0
#include "compat/forget.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/client_rows.hpp"
#include "compat/ledger_error.hpp"

namespace signalbox {
namespace {

// A fingerprint that no SHA-256 is likely to be.
const std::string kForgotten(64, 'f');

// From the builds in `old` to the build in `new`.
constexpr char kHandOver[] = R"sql(
CREATE TEMP TABLE old AS SELECT id FROM build WHERE client = (SELECT client FROM forgetting);
UPDATE session SET build = (SELECT build FROM forgetting), pid = NULL WHERE build IN old;
INSERT INTO use (machine, build, item, mode, run_label, due, delivered, filtered, muted, failed,
  read, first, last, first_delivered, last_delivered)
SELECT machine, (SELECT build FROM forgetting), item, mode, run_label, sum(due), sum(delivered),
  sum(filtered), sum(muted), sum(failed), NULL, min(first), max(last), min(first_delivered),
  max(last_delivered) FROM use WHERE build IN old GROUP BY machine, item, mode, run_label
ON CONFLICT DO UPDATE SET due = due + excluded.due, delivered = delivered + excluded.delivered,
  filtered = filtered + excluded.filtered, muted = muted + excluded.muted,
  failed = failed + excluded.failed, first = min(first, excluded.first),
  last = max(last, excluded.last);
CREATE TEMP TABLE handed AS SELECT o.id AS before, n.id AS after FROM use AS o JOIN use AS n
ON n.machine = o.machine AND n.item = o.item AND n.mode = o.mode AND n.run_label = o.run_label
WHERE o.build IN old AND n.build = (SELECT build FROM forgetting);
UPDATE account SET use = handed.after FROM handed WHERE use = handed.before;
INSERT INTO use_day (use, day, due, delivered, filtered, muted, failed)
SELECT after, day, sum(due), sum(delivered), sum(filtered), sum(muted), sum(failed) FROM use_day
JOIN handed ON handed.before = use GROUP BY after, day
ON CONFLICT DO UPDATE SET due = due + excluded.due, delivered = delivered + excluded.delivered,
  filtered = filtered + excluded.filtered, muted = muted + excluded.muted,
  failed = failed + excluded.failed;
DELETE FROM use_day WHERE use IN (SELECT before FROM handed);
DELETE FROM use WHERE id IN (SELECT before FROM handed);
DELETE FROM evidence WHERE build IN old;
DELETE FROM interest WHERE build IN old;
DELETE FROM interest_list WHERE build IN old;
DELETE FROM successor_use WHERE build IN old;
DELETE FROM client_stage WHERE client = (SELECT client FROM forgetting);
INSERT INTO demand (build, item, day, times)
SELECT (SELECT build FROM forgetting), item, day, sum(times) FROM demand WHERE build IN old
GROUP BY item, day ON CONFLICT DO UPDATE SET times = times + excluded.times;
DELETE FROM demand WHERE build IN old;
DELETE FROM resolution WHERE client = (SELECT client FROM forgetting);
-- Stages and experiments refer to these.
UPDATE waiver SET client = (SELECT heir FROM forgetting) WHERE client = (SELECT client FROM forgetting);
UPDATE experiment SET client = (SELECT heir FROM forgetting)
WHERE client = (SELECT client FROM forgetting);
UPDATE brownout SET client = (SELECT heir FROM forgetting) WHERE client = (SELECT client FROM forgetting);
DELETE FROM build WHERE id IN old;
DELETE FROM client WHERE id = (SELECT client FROM forgetting);
INSERT INTO resolution (client, item, at, person, reason)
SELECT heir, item.id, forgetting.at, person, reason FROM item, forgetting;
DROP TABLE old;
DROP TABLE handed;
DROP TABLE forgetting;)sql";

void require_gone(SQLite::Database& ledger, std::int64_t client) {
  SQLite::Statement open(ledger,
                         "SELECT 1 FROM session JOIN build ON build.id = session.build "
                         "WHERE build.client = ? AND closed IS NULL");
  open.bind(1, client);
  if (!open.executeStep()) return;
  throw LedgerError(LedgerError::Kind::unusable,
                    "The client is connected now: it would be there again at once");
}

std::int64_t forgotten_build(SQLite::Database& ledger, std::int64_t now) {
  SQLite::Statement client(ledger,
                           "INSERT INTO client (fingerprint, kind, transport, name, first_seen, "
                           "last_seen) VALUES (?1, 'named', 'unix', '(forgotten)', ?2, ?2) "
                           "ON CONFLICT DO UPDATE SET last_seen = max(last_seen, ?2) RETURNING id");
  client.bind(1, kForgotten);
  client.bind(2, now);
  client.executeStep();
  return build_row(ledger, client.getColumn(0).getInt64(), {}, now);
}

}  // namespace

void forget(SQLite::Database& ledger, std::int64_t client, const std::string& person,
            const std::string& reason, std::int64_t now) {
  SQLite::Transaction transaction(ledger, SQLite::TransactionBehavior::IMMEDIATE);
  require_gone(ledger, client);
  SQLite::Statement chosen(ledger,
                           "CREATE TEMP TABLE forgetting AS SELECT CAST(?1 AS INTEGER) AS client, "
                           "build.id AS build, build.client AS heir, ?3 AS person, ?4 AS reason, "
                           "CAST(?5 AS INTEGER) AS at FROM build WHERE id = ?2");
  chosen.bind(1, client);
  chosen.bind(2, forgotten_build(ledger, now));
  chosen.bind(3, person);
  chosen.bind(4, reason);
  chosen.bind(5, now);
  chosen.exec();
  ledger.exec(kHandOver);
  transaction.commit();
}

}  // namespace signalbox
