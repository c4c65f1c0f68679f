// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger.hpp"

#include <unistd.h>

#include <fstream>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/account_rows.hpp"
#include "compat/fingerprints.hpp"
#include "compat/interest_rows.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/missing_rows.hpp"
#include "compat/recovery.hpp"
#include "compat/tally.hpp"

namespace signalbox {
namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

// The kernel's random UUID.
std::string new_uuid() {
  std::string uuid;
  std::ifstream("/proc/sys/kernel/random/uuid") >> uuid;
  return uuid;
}

std::string uuid_of(SQLite::Database& database, std::int64_t now) {
  SQLite::Statement add(database, "INSERT OR IGNORE INTO ledger VALUES (1, ?, ?)");
  add.bind(1, new_uuid());
  add.bind(2, now);
  add.exec();
  return database.execAndGet("SELECT uuid FROM ledger");
}

std::uint64_t new_run(SQLite::Database& database, std::int64_t now) {
  SQLite::Statement add(database, "INSERT INTO run (pid, started) VALUES (?, ?) RETURNING id");
  add.bind(1, static_cast<std::int64_t>(getpid()));
  add.bind(2, now);
  add.executeStep();
  return static_cast<std::uint64_t>(add.getColumn(0).getInt64());
}

void add_coverage(SQLite::Database& database, const Watch& watch, std::int64_t now) {
  SQLite::Statement row(database,
                        "INSERT INTO coverage (machine, day, watched, degraded) "
                        "VALUES (?1, ?2 / 86400, ?3, ?4) ON CONFLICT DO UPDATE SET "
                        "watched = watched + ?3, degraded = degraded + ?4");
  row.bind(1, number(watch.machine));
  row.bind(2, now);
  row.bind(3, watch.watched);
  row.bind(4, watch.degraded);
  row.exec();
}

}  // namespace

Ledger::Ledger(const std::filesystem::path& file, Tally& tally, std::int64_t now)
    : database_(open_ledger(file)), parts_(*database_) {
  try {
    const std::string uuid = uuid_of(*database_, now);
    recover(*database_, read_tally(tally.path()), now);
    renew_fingerprints(*database_);
    run_ = new_run(*database_, now);
    tally.begin(run_, uuid);
    tally.beat(now);
  } catch (const SQLite::Exception& error) {
    throw LedgerError(LedgerError::Kind::unusable,
                      "Cannot use ledger '" + file.string() + "': " + error.what());
  }
}

Ledger::~Ledger() = default;

void Ledger::begin() {
  database_->exec("BEGIN IMMEDIATE");
}

void Ledger::commit() {
  database_->exec("COMMIT");
}

// SQLite has rolled back by itself after some errors; then there is nothing left to do.
void Ledger::roll_back() noexcept {
  database_->tryExec("ROLLBACK");
}

std::uint64_t Ledger::last(const char* table) {
  return static_cast<std::uint64_t>(
      database_->execAndGet(std::string("SELECT coalesce(max(id), 0) FROM ") + table).getInt64());
}

std::uint64_t Ledger::client_count() {
  return static_cast<std::uint64_t>(
      database_->execAndGet("SELECT count(*) FROM client").getInt64());
}

std::map<std::string, std::uint64_t> Ledger::machines() {
  std::map<std::string, std::uint64_t> machines;
  SQLite::Statement row(*database_, "SELECT name, id FROM machine WHERE uuid = ''");
  while (row.executeStep()) {
    machines[row.getColumn(0)] = static_cast<std::uint64_t>(row.getColumn(1).getInt64());
  }
  return machines;
}

std::map<std::string, std::string> Ledger::clients() {
  std::map<std::string, std::string> clients;
  SQLite::Statement row(*database_, "SELECT fingerprint, name FROM client");
  while (row.executeStep()) clients[row.getColumn(0)] = row.getColumn(1).getString();
  return clients;
}

void Ledger::add_machine(std::uint64_t id, const std::string& name, std::int64_t now) {
  SQLite::Statement row(*database_,
                        "INSERT OR IGNORE INTO machine (id, name, first_seen) VALUES (?, ?, ?)");
  row.bind(1, number(id));
  row.bind(2, name);
  row.bind(3, now);
  row.exec();
}

void Ledger::add_item(const std::string& event, const std::string& successor, std::int64_t now) {
  for (const char* const kind : {"default-connection", "event"}) {
    SQLite::Statement row(
        *database_,
        "INSERT INTO item (kind, name, successor, first_seen) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET successor = excluded.successor");
    row.bind(1, kind);
    row.bind(2, event);
    row.bind(3, successor);
    row.bind(4, now);
    row.exec();
  }
}

void Ledger::add_item(const ItemName& item, std::int64_t now) {
  SQLite::Statement row(*database_,
                        "INSERT OR IGNORE INTO item (kind, name, first_seen) VALUES (?, ?, ?)");
  row.bind(1, std::string(word(item.kind)));
  row.bind(2, item.name);
  row.bind(3, now);
  row.exec();
}

void Ledger::add_session(const SessionFacts& session) {
  const std::int64_t build =
      build_row(*database_, {session.client, session.version, session.contact, session.is_observer},
                new_clients_, session.opened);
  SQLite::Statement row(*database_,
                        "INSERT INTO session (id, run, machine, build, run_label, pid, opened, "
                        "negotiated, opted_out) VALUES (?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?)");
  row.bind(1, number(session.id));
  row.bind(2, number(run_));
  row.bind(3, number(session.machine));
  row.bind(4, build);
  row.bind(5, session.run_label);
  row.bind(6, session.client.pid);
  row.bind(7, session.opened);
  row.bind(8, session.negotiated);
  row.bind(9, session.opted_out_of_all ? "all" : session.opted_out.empty() ? "none" : "some");
  row.exec();

  for (const std::string& event : session.opted_out) {
    SQLite::Statement out(*database_,
                          "INSERT INTO opt_out (session, item, at) SELECT ?, id, ? FROM item "
                          "WHERE kind = 'default-connection' AND name = ?");
    out.bind(1, number(session.id));
    out.bind(2, session.negotiated);
    out.bind(3, event);
    out.exec();
  }
  if (session.interest) add_interest(*database_, build, *session.interest, session.negotiated);
}

void Ledger::renew_session(const Renewal& renewal) {
  for (const char* const sql :
       {"UPDATE session SET negotiated = max(negotiated, ?1), pid = nullif(?3, 0) WHERE id = ?2",
        "UPDATE opt_out SET at = max(at, ?1) WHERE session = ?2",
        "UPDATE use SET last = max(last, ?1) "
        "WHERE id IN (SELECT use FROM account WHERE session = ?2)",
        "UPDATE build SET last_seen = max(last_seen, ?1) "
        "WHERE id = (SELECT build FROM session WHERE id = ?2)",
        "UPDATE client SET last_seen = max(last_seen, ?1) WHERE id = (SELECT client FROM build "
        "JOIN session ON session.build = build.id WHERE session.id = ?2)"}) {
    SQLite::Statement times(*database_, sql);
    times.bind(1, renewal.negotiated);
    times.bind(2, number(renewal.session));
    if (times.getBindParameterCount() > 2) times.bind(3, renewal.pid);
    times.exec();
  }
  if (!renewal.interest) return;
  SQLite::Statement build(*database_, "SELECT build FROM session WHERE id = ?");
  build.bind(1, number(renewal.session));
  if (!build.executeStep()) return;
  add_interest(*database_, build.getColumn(0), *renewal.interest, renewal.negotiated);
}

void Ledger::add_account(const SlotOwner& owner, std::int64_t now) {
  SQLite::Statement session(*database_,
                            "SELECT build, run_label, transport FROM session "
                            "JOIN build ON build.id = build JOIN client ON client.id = client "
                            "WHERE session.id = ?");
  session.bind(1, number(owner.session));
  session.executeStep();
  const std::int64_t build = session.getColumn(0).getInt64();
  const std::string label = session.getColumn(1);
  const bool may_know_reading = session.getColumn(2).getString() == "unix";
  session.reset();

  SQLite::Statement row(*database_, "INSERT INTO account (id, session, use) VALUES (?, ?, ?)");
  row.bind(1, number(owner.id));
  row.bind(2, number(owner.session));
  const std::int64_t use = use_row(*database_, owner, build, label, now);
  row.bind(3, use);
  row.exec();
  if (may_know_reading) know_reading(*database_, use);
}

void Ledger::add_emission_account(const SlotOwner& owner) {
  SQLite::Statement row(*database_,
                        "INSERT INTO emission_account (id, run, machine, event) "
                        "VALUES (?, ?, ?, ?)");
  row.bind(1, number(owner.id));
  row.bind(2, number(run_));
  row.bind(3, number(owner.machine));
  row.bind(4, std::string(text_of(owner.event)));
  row.exec();
}

void Ledger::undo_opt_out(std::uint64_t session, const std::string& event, std::int64_t now) {
  SQLite::Statement undo(*database_,
                         "UPDATE opt_out SET undone = max(at, ?) WHERE session = ? AND item = "
                         "(SELECT id FROM item WHERE kind = 'default-connection' AND name = ?)");
  undo.bind(1, now);
  undo.bind(2, number(session));
  undo.bind(3, event);
  undo.exec();
}

void Ledger::fold(const Fold& fold) {
  for (const TallySlot& slot : fold.slots) {
    parts_.make("counts of", text_of(slot.owner.event), [&] {
      if (slot.kind == SlotKind::account) fold_account(*database_, slot, fold.now);
      if (slot.kind == SlotKind::emission) fold_emissions(*database_, slot, fold.now);
    });
  }
  parts_.make("what clients", "have read", [&] {
    for (const ReadCount& each : fold.reads) fold_read(*database_, each.account, each.read);
  });
  parts_.make("the end of", "connections", [&] {
    for (const std::uint64_t account : fold.closed) close_account(*database_, account, fold.now);
  });
  for (const Watch& watch : fold.watches) {
    parts_.make("time", "watched", [&] { add_coverage(*database_, watch, fold.now); });
  }
}

void Ledger::close_session(std::uint64_t session, const std::string& reason, std::int64_t now) {
  SQLite::Statement close(*database_,
                          "UPDATE session SET closed = max(opened, ?), reason = ? WHERE id = ?");
  close.bind(1, now);
  close.bind(2, reason);
  close.bind(3, number(session));
  close.exec();
}

void Ledger::end_run(std::int64_t now) {
  SQLite::Statement end(*database_,
                        "UPDATE run SET ended = max(started, ?), outcome = 'stopped' WHERE id = ?");
  end.bind(1, now);
  end.bind(2, number(run_));
  end.exec();
}

}  // namespace signalbox
