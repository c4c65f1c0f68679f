// SPDX-License-Identifier: Apache-2.0
#include "compat/merge.hpp"

#include <fcntl.h>

#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/file_descriptor.hpp"
#include "compat/fingerprints.hpp"
#include "compat/ledger.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_view.hpp"
#include "compat/recovery.hpp"
#include "compat/tally_contents.hpp"

namespace signalbox {
namespace {

// Ids of `other` that are free in `main` when so much is added to them.
constexpr char kOffsets[] = R"sql(
CREATE TEMP TABLE in_both AS SELECT o.id AS old, m.id AS new FROM other.client AS o
JOIN main.client AS m ON m.fingerprint = o.fingerprint;
CREATE TEMP TABLE base AS SELECT
  (SELECT coalesce(max(id), 0) FROM main.run) AS run,
  (SELECT coalesce(max(id), 0) FROM main.session) AS session,
  (SELECT coalesce(max(id), 0) FROM main.account) AS account,
  (SELECT coalesce(max(id), 0) FROM main.emission_account) AS emission,
  (SELECT coalesce(max(id), 0) FROM main.experiment) AS experiment,
  (SELECT coalesce(max(id), 0) FROM main.waiver) AS waiver;)sql";

// Rows that may be there already are found by what makes them the same, and mapped.
constexpr char kShared[] = R"sql(
UPDATE other.machine SET name = name || '@' || (SELECT substr(uuid, 1, 8) FROM other.ledger)
WHERE uuid = '' AND name IN (SELECT name FROM main.machine WHERE uuid = '');
INSERT INTO main.machine (name, uuid, first_seen) SELECT name, uuid, first_seen FROM other.machine WHERE true
ON CONFLICT DO UPDATE SET first_seen = min(first_seen, excluded.first_seen);
CREATE TEMP TABLE machine_map AS SELECT o.id AS old, m.id AS new FROM other.machine AS o
JOIN main.machine AS m ON m.name = o.name AND m.uuid = o.uuid;

INSERT INTO main.client (fingerprint, kind, transport, name, exe, script, unit, user, via,
  declared_name, contact, help, first_seen, last_seen)
SELECT fingerprint, kind, transport, name, exe, script, unit, user, via, declared_name, contact, help,
  first_seen, last_seen FROM other.client WHERE true
ON CONFLICT DO UPDATE SET first_seen = min(first_seen, excluded.first_seen),
  contact = iif(excluded.contact <> '' AND excluded.last_seen > last_seen, excluded.contact, contact),
  last_seen = max(last_seen, excluded.last_seen);
CREATE TEMP TABLE client_map AS SELECT o.id AS old, m.id AS new FROM other.client AS o
JOIN main.client AS m ON m.fingerprint = o.fingerprint;

INSERT INTO main.build (client, version, first_seen, last_seen)
SELECT c.new, version, first_seen, last_seen FROM other.build JOIN client_map AS c ON c.old = client
WHERE true ON CONFLICT DO UPDATE SET first_seen = min(first_seen, excluded.first_seen),
  last_seen = max(last_seen, excluded.last_seen);
CREATE TEMP TABLE build_map AS SELECT o.id AS old, m.id AS new FROM other.build AS o
JOIN client_map AS c ON c.old = o.client JOIN main.build AS m ON m.client = c.new AND m.version = o.version;

INSERT INTO main.item (kind, name, successor, stage, first_seen)
SELECT kind, name, successor, stage, first_seen FROM other.item WHERE true
ON CONFLICT DO UPDATE SET first_seen = min(first_seen, excluded.first_seen);
CREATE TEMP TABLE item_map AS SELECT o.id AS old, m.id AS new FROM other.item AS o
JOIN main.item AS m ON m.kind = o.kind AND m.name = o.name;

INSERT INTO main.use (machine, build, item, mode, run_label, due, delivered, filtered, muted, failed,
  read, first, last, first_delivered, last_delivered)
SELECT m.new, b.new, i.new, mode, run_label, due, delivered, filtered, muted, failed, read, first, last,
  first_delivered, last_delivered FROM other.use JOIN machine_map AS m ON m.old = machine
JOIN build_map AS b ON b.old = build JOIN item_map AS i ON i.old = item WHERE true
ON CONFLICT DO UPDATE SET due = due + excluded.due, delivered = delivered + excluded.delivered,
  filtered = filtered + excluded.filtered, muted = muted + excluded.muted,
  failed = failed + excluded.failed, read = read + excluded.read, first = min(first, excluded.first),
  last = max(last, excluded.last),
  first_delivered = coalesce(min(first_delivered, excluded.first_delivered), first_delivered, excluded.first_delivered),
  last_delivered = coalesce(max(last_delivered, excluded.last_delivered), last_delivered, excluded.last_delivered);
CREATE TEMP TABLE use_map AS SELECT o.id AS old, u.id AS new FROM other.use AS o
JOIN machine_map AS m ON m.old = o.machine JOIN build_map AS b ON b.old = o.build
JOIN item_map AS i ON i.old = o.item JOIN main.use AS u ON u.machine = m.new AND u.build = b.new
  AND u.item = i.new AND u.mode = o.mode AND u.run_label = o.run_label;
CREATE INDEX temp.build_old ON build_map (old);
CREATE INDEX temp.use_old ON use_map (old);)sql";

constexpr char kOwn[] = R"sql(
INSERT INTO main.run (id, pid, started, ended, outcome)
SELECT id + (SELECT run FROM base), pid, started, ended, outcome FROM other.run;
INSERT INTO main.session (id, run, machine, build, run_label, pid, opened, negotiated, closed, reason, opted_out)
SELECT id + (SELECT session FROM base), run + (SELECT run FROM base), m.new, b.new, run_label, pid,
  opened, negotiated, closed, reason, opted_out FROM other.session
JOIN machine_map AS m ON m.old = machine JOIN build_map AS b ON b.old = build;
INSERT INTO main.account (id, session, use, due, delivered, filtered, muted, failed, closed, read)
SELECT id + (SELECT account FROM base), session + (SELECT session FROM base), u.new, due, delivered,
  filtered, muted, failed, closed, read FROM other.account JOIN use_map AS u ON u.old = use;
INSERT INTO main.emission_account (id, run, machine, event, emissions, due_default, due_explicit,
  unfinished_default, unfinished_explicit)
SELECT id + (SELECT emission FROM base), run + (SELECT run FROM base), m.new, event, emissions,
  due_default, due_explicit, unfinished_default, unfinished_explicit
FROM other.emission_account JOIN machine_map AS m ON m.old = machine;
INSERT INTO main.experiment (id, kind, client, machine, suite, started, ended, outcome, run_label,
  muted, delay_ms, reason)
SELECT id + (SELECT experiment FROM base), kind, c.new, m.new, suite, started, ended, outcome, run_label,
  muted, delay_ms, reason FROM other.experiment LEFT JOIN client_map AS c ON c.old = client LEFT JOIN machine_map AS m ON m.old = machine;
INSERT INTO main.waiver (id, client, item, owner, reason, at, expires)
SELECT id + (SELECT waiver FROM base), c.new, i.new, owner, reason, at, expires FROM other.waiver
LEFT JOIN client_map AS c ON c.old = client JOIN item_map AS i ON i.old = item;)sql";

constexpr char kRest[] = R"sql(
INSERT INTO main.use_day (use, day, due, delivered, filtered, muted, failed)
SELECT u.new, day, due, delivered, filtered, muted, failed FROM other.use_day JOIN use_map AS u ON u.old = use
WHERE true ON CONFLICT DO UPDATE SET due = due + excluded.due, delivered = delivered + excluded.delivered,
  filtered = filtered + excluded.filtered, muted = muted + excluded.muted, failed = failed + excluded.failed;
INSERT INTO main.emission_day (machine, event, day, emissions)
SELECT m.new, event, day, emissions FROM other.emission_day JOIN machine_map AS m ON m.old = machine
WHERE true ON CONFLICT DO UPDATE SET emissions = emissions + excluded.emissions;
INSERT INTO main.coverage (machine, day, watched, degraded)
SELECT m.new, day, watched, degraded FROM other.coverage JOIN machine_map AS m ON m.old = machine
WHERE true ON CONFLICT DO UPDATE SET watched = watched + excluded.watched, degraded = degraded + excluded.degraded;
INSERT INTO main.gap (machine, began, ended, reason)
SELECT m.new, began, ended, reason FROM other.gap JOIN machine_map AS m ON m.old = machine;
INSERT INTO main.opt_out (session, item, at, undone)
SELECT session + (SELECT session FROM base), i.new, at, undone FROM other.opt_out
JOIN item_map AS i ON i.old = item;
DELETE FROM main.interest WHERE at < (SELECT at FROM main.interest_list AS list WHERE list.build = interest.build);
INSERT INTO main.interest (build, item, at)
SELECT b.new, i.new, interest.at FROM other.interest JOIN build_map AS b ON b.old = interest.build
JOIN item_map AS i ON i.old = item LEFT JOIN other.interest_list AS list ON list.build = interest.build
WHERE list.at IS NULL OR interest.at >= list.at ON CONFLICT DO UPDATE SET at = min(at, excluded.at);
INSERT INTO main.interest_list (build, at)
SELECT b.new, at FROM other.interest_list JOIN build_map AS b ON b.old = build
WHERE true ON CONFLICT DO UPDATE SET at = min(at, excluded.at);
INSERT INTO main.successor_use (build, item, at)
SELECT b.new, i.new, at FROM other.successor_use JOIN build_map AS b ON b.old = build
JOIN item_map AS i ON i.old = item WHERE true ON CONFLICT DO UPDATE SET at = max(at, excluded.at);
INSERT INTO main.experiment_item (experiment, item)
SELECT experiment + (SELECT experiment FROM base), i.new FROM other.experiment_item
JOIN item_map AS i ON i.old = item;
DELETE FROM main.evidence WHERE kind = 'statement' AND sign = 'unused'
AND build IN (SELECT id FROM main.build WHERE client IN (SELECT new FROM in_both));
INSERT INTO main.evidence (build, item, kind, sign, strength, at, person, reason, session, experiment)
SELECT b.new, i.new, kind, sign, strength, at, person, reason, session + (SELECT session FROM base),
  experiment + (SELECT experiment FROM base) FROM other.evidence JOIN build_map AS b ON b.old = build
JOIN item_map AS i ON i.old = item WHERE NOT (kind = 'statement' AND sign = 'unused'
AND build IN (SELECT id FROM other.build WHERE client IN (SELECT old FROM in_both)));
DELETE FROM main.resolution WHERE client IN (SELECT new FROM in_both);
INSERT INTO main.resolution (client, item, at, person, reason)
SELECT c.new, i.new, at, person, reason FROM other.resolution JOIN client_map AS c ON c.old = client
JOIN item_map AS i ON i.old = item WHERE client NOT IN (SELECT old FROM in_both);
INSERT INTO main.stage_change (item, from_stage, to_stage, at, person, verdict, forced, waiver)
SELECT i.new, from_stage, to_stage, at, person, verdict, forced, waiver + (SELECT waiver FROM base)
FROM other.stage_change JOIN item_map AS i ON i.old = item;
INSERT INTO main.client_stage (client, item, stage, at, person)
SELECT c.new, i.new, stage, at, person FROM other.client_stage JOIN client_map AS c ON c.old = client
JOIN item_map AS i ON i.old = item WHERE true ON CONFLICT DO NOTHING;
INSERT INTO main.brownout (item, client, machine, starts, ends, loses_state, planned, person,
  experiment, cancelled)
SELECT i.new, c.new, m.new, starts, ends, loses_state, planned, person,
  experiment + (SELECT experiment FROM base), coalesce(cancelled, iif(experiment IS NULL, ends, NULL))
FROM other.brownout JOIN item_map AS i ON i.old = item LEFT JOIN client_map AS c ON c.old = client
LEFT JOIN machine_map AS m ON m.old = machine;
INSERT INTO main.demand (build, item, day, times)
SELECT b.new, i.new, day, times FROM other.demand JOIN build_map AS b ON b.old = build
JOIN item_map AS i ON i.old = item WHERE true ON CONFLICT DO UPDATE SET times = times + excluded.times;
INSERT INTO main.merged SELECT * FROM other.merged WHERE true ON CONFLICT DO NOTHING;
DROP TABLE in_both; DROP TABLE base; DROP TABLE machine_map; DROP TABLE client_map; DROP TABLE build_map;
DROP TABLE item_map; DROP TABLE use_map;)sql";

[[noreturn]] void refuse(const std::filesystem::path& from, const std::string& why) {
  throw LedgerError(LedgerError::Kind::unusable,
                    "Cannot merge ledger '" + from.string() + "': " + why);
}

void require_unmerged(SQLite::Database& into, SQLite::Database& view,
                      const std::filesystem::path& from) {
  const std::string uuid = view.execAndGet("SELECT uuid FROM ledger");
  SQLite::Statement known(into,
                          "SELECT 1 FROM ledger WHERE uuid = ?1 UNION ALL "
                          "SELECT 2 FROM merged WHERE uuid = ?1");
  known.bind(1, uuid);
  if (!known.executeStep()) return;
  refuse(from, known.getColumn(0).getInt() == 1
                   ? "it is the same ledger"
                   : "it was merged before, and would be counted twice; merge into a new copy of "
                     "the other");
}

// A file for SQLite to attach, gone when this is.
class Copy {
 public:
  Copy(SQLite::Database& view, const std::filesystem::path& beside)
      : path_(beside.string() + ".merging") {
    std::filesystem::remove(path_);
    FileDescriptor(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    SQLite::Statement vacuum(view, "VACUUM INTO ?");
    vacuum.bind(1, path_.string());
    vacuum.exec();
  }
  ~Copy() {
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The decisions of both ledgers about clients that are in both: each was made without what the
// other ledger knows of the client.
constexpr char kLifted[] = R"sql(
SELECT (SELECT count(*) FROM main.resolution WHERE client IN (SELECT new FROM in_both))
  + (SELECT count(*) FROM other.resolution WHERE client IN (SELECT old FROM in_both))
  + (SELECT count(*) FROM main.evidence JOIN main.build ON build.id = build
     WHERE kind = 'statement' AND sign = 'unused' AND client IN (SELECT new FROM in_both))
  + (SELECT count(*) FROM other.evidence JOIN other.build ON build.id = build
     WHERE kind = 'statement' AND sign = 'unused' AND client IN (SELECT old FROM in_both)))sql";

std::int64_t take_over(SQLite::Database& into, const std::filesystem::path& from,
                       std::int64_t now) {
  SQLite::Transaction transaction(into, SQLite::TransactionBehavior::IMMEDIATE);
  into.exec(kOffsets);
  const std::int64_t lifted = into.execAndGet(kLifted).getInt64();
  into.exec(kShared);
  into.exec(kOwn);
  into.exec("INSERT INTO main.merged SELECT uuid, " + std::to_string(now) + " FROM other.ledger");
  into.exec(kRest);
  if (into.execAndGet("SELECT count(*) FROM client").getInt() > kMaxClients + 1) {
    refuse(from, "more than " + std::to_string(kMaxClients) + " clients would be in one ledger");
  }
  transaction.commit();
  return lifted;
}

}  // namespace

std::int64_t merge(SQLite::Database& into, const std::filesystem::path& from, std::int64_t now) {
  const std::unique_ptr<SQLite::Database> view = view_ledger(from);
  require_unmerged(into, *view, from);
  renew_fingerprints(*view);
  renew_fingerprints(into);
  const Copy copy(*view, into.getFilename());
  SQLite::Statement attach(into, "ATTACH ? AS other");
  attach.bind(1, copy.path().string());
  attach.exec();
  std::int64_t lifted = 0;
  try {
    lifted = take_over(into, from, now);
  } catch (...) {
    into.exec("DETACH other");
    throw;
  }
  into.exec("DETACH other");
  // The run of a host that is still writing to `from` ends here.
  TallyContents nothing;
  nothing.heartbeat = now;
  recover(into, nothing, now);
  return lifted;
}

}  // namespace signalbox
