// SPDX-License-Identifier: Apache-2.0
#include "compat/recovery.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/account_rows.hpp"
#include "compat/experiment_rows.hpp"
#include "compat/gap_rows.hpp"
#include "compat/ledger_error.hpp"
#include "compat/missing_rows.hpp"

namespace signalbox {
namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

void require_same_ledger(SQLite::Database& database, const TallyContents& tally) {
  const std::string uuid = database.execAndGet("SELECT uuid FROM ledger");
  if (tally.run == 0 || tally.ledger == uuid) return;
  throw LedgerError(
      LedgerError::Kind::not_a_ledger,
      "The tally beside ledger '" + database.getFilename() +
          "' belongs to another ledger; put it back beside its own, or move it away to do "
          "without its counts");
}

// Emissions are counted after the accounts that they reached. The difference is due to the one
// emission that the host died in, and is kept apart so that the books of the rest still balance.
void settle_unfinished(SQLite::Database& database, std::uint64_t run) {
  SQLite::Statement settle(
      database,
      "WITH due AS (SELECT use.machine, item.name AS event, item.kind, sum(account.due) AS due "
      "FROM account JOIN session ON session.id = account.session JOIN use ON use.id = account.use "
      "JOIN item ON item.id = use.item WHERE session.run = ?1 GROUP BY 1, 2, 3) "
      "UPDATE emission_account AS e SET "
      "unfinished_default = coalesce((SELECT due.due FROM due WHERE due.machine = e.machine AND "
      "due.event = e.event AND due.kind = 'default-connection'), 0) - due_default, "
      "unfinished_explicit = coalesce((SELECT due.due FROM due WHERE due.machine = e.machine AND "
      "due.event = e.event AND due.kind = 'event'), 0) - due_explicit WHERE run = ?1");
  settle.bind(1, number(run));
  settle.exec();
}

void end_run(SQLite::Database& database, std::uint64_t run, std::int64_t when) {
  SQLite::Statement sessions(database,
                             "UPDATE session SET closed = max(opened, ?), reason = 'host-died' "
                             "WHERE run = ? AND closed IS NULL");
  sessions.bind(1, when);
  sessions.bind(2, number(run));
  sessions.exec();
  SQLite::Statement end(database,
                        "UPDATE run SET ended = max(started, ?), outcome = 'host-died' "
                        "WHERE id = ?");
  end.bind(1, when);
  end.bind(2, number(run));
  end.exec();
}

// Runs without an end: at most one, unless the tally of one was lost.
std::vector<std::uint64_t> open_runs(SQLite::Database& database) {
  std::vector<std::uint64_t> runs;
  SQLite::Statement open(database, "SELECT id FROM run WHERE ended IS NULL");
  while (open.executeStep()) {
    runs.push_back(static_cast<std::uint64_t>(open.getColumn(0).getInt64()));
  }
  return runs;
}

}  // namespace

void recover(SQLite::Database& database, const TallyContents& tally, std::int64_t now) {
  require_same_ledger(database, tally);
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  for (const TallySlot& slot : tally.slots) {
    add_missing_rows(database, tally, slot);
    if (slot.kind == SlotKind::account) fold_account(database, slot, tally.heartbeat);
    if (slot.kind == SlotKind::emission) fold_emissions(database, slot, tally.heartbeat);
  }
  for (const std::uint64_t run : open_runs(database)) {
    fail_pending(database, run, tally.heartbeat);
    settle_unfinished(database, run);
    end_run(database, run, tally.heartbeat);
    add_death_gaps(database, run, tally.heartbeat, now);
  }
  abort_experiments(database, tally.heartbeat);
  transaction.commit();
}

}  // namespace signalbox
