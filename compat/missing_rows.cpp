// SPDX-License-Identifier: Apache-2.0
#include "compat/missing_rows.hpp"

#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/client_rows.hpp"
#include "compat/stage.hpp"

namespace signalbox {
namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

bool has_row(SQLite::Database& database, const std::string& table, std::uint64_t id) {
  SQLite::Statement row(database, "SELECT 1 FROM " + table + " WHERE id = ?");
  row.bind(1, number(id));
  return row.executeStep();
}

const char* word(UseMode mode) {
  return mode == UseMode::by_default ? "default" : "explicit";
}

void add_run(SQLite::Database& database, const TallyContents& tally) {
  if (has_row(database, "run", tally.run)) return;
  SQLite::Statement row(database, "INSERT INTO run (id, pid, started) VALUES (?, 0, ?)");
  row.bind(1, number(tally.run));
  row.bind(2, tally.heartbeat);
  row.exec();
}

void add_machine(SQLite::Database& database, std::uint64_t machine, std::int64_t now) {
  if (has_row(database, "machine", machine)) return;
  SQLite::Statement row(database, "INSERT INTO machine (id, name, first_seen) VALUES (?, ?, ?)");
  row.bind(1, number(machine));
  row.bind(2, "(machine " + std::to_string(machine) + ")");
  row.bind(3, now);
  row.exec();
}

void add_session(SQLite::Database& database, const TallyContents& tally, const SlotOwner& owner,
                 std::int64_t build) {
  if (has_row(database, "session", owner.session)) return;
  SQLite::Statement row(database,
                        "INSERT INTO session (id, run, machine, build, opened, negotiated) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?5)");
  row.bind(1, number(owner.session));
  row.bind(2, number(tally.run));
  row.bind(3, number(owner.machine));
  row.bind(4, build);
  row.bind(5, tally.heartbeat);
  row.exec();
}

std::int64_t item_row(SQLite::Database& database, const SlotOwner& owner, std::int64_t now) {
  SQLite::Statement row(database,
                        "INSERT INTO item (kind, name, first_seen) VALUES (?, ?, ?) "
                        "ON CONFLICT DO UPDATE SET first_seen = first_seen RETURNING id");
  row.bind(1, std::string(word(owner.item)));
  row.bind(2, std::string(text_of(owner.event)));
  row.bind(3, now);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

void add_account(SQLite::Database& database, const TallyContents& tally, const SlotOwner& owner) {
  if (has_row(database, "account", owner.id)) return;
  const std::int64_t now = tally.heartbeat;
  const std::int64_t build = build_row(database, owner, now);
  add_session(database, tally, owner, build);
  SQLite::Statement row(database, "INSERT INTO account (id, session, use) VALUES (?, ?, ?)");
  row.bind(1, number(owner.id));
  row.bind(2, number(owner.session));
  row.bind(3, use_row(database, owner, build, {}, now));
  row.exec();
}

void add_emission_account(SQLite::Database& database, const TallyContents& tally,
                          const SlotOwner& owner) {
  if (has_row(database, "emission_account", owner.id)) return;
  SQLite::Statement row(database,
                        "INSERT INTO emission_account (id, run, machine, event) "
                        "VALUES (?, ?, ?, ?)");
  row.bind(1, number(owner.id));
  row.bind(2, number(tally.run));
  row.bind(3, number(owner.machine));
  row.bind(4, std::string(text_of(owner.event)));
  row.exec();
}

}  // namespace

std::int64_t use_row(SQLite::Database& database, const SlotOwner& owner, std::int64_t build,
                     const std::string& run_label, std::int64_t now) {
  SQLite::Statement row(database,
                        "INSERT INTO use (machine, build, item, mode, run_label, first, last) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) "
                        "ON CONFLICT DO UPDATE SET last = max(last, ?6) RETURNING id");
  row.bind(1, number(owner.machine));
  row.bind(2, build);
  row.bind(3, item_row(database, owner, now));
  row.bind(4, word(owner.mode));
  row.bind(5, run_label);
  row.bind(6, now);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

void add_missing_rows(SQLite::Database& database, const TallyContents& tally,
                      const TallySlot& slot) {
  add_run(database, tally);
  add_machine(database, slot.owner.machine, tally.heartbeat);
  if (slot.kind == SlotKind::account) add_account(database, tally, slot.owner);
  if (slot.kind == SlotKind::emission) add_emission_account(database, tally, slot.owner);
}

}  // namespace signalbox
