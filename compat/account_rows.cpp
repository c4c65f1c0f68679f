// SPDX-License-Identifier: Apache-2.0
#include "compat/account_rows.hpp"

#include <array>
#include <cstddef>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

// In the order of the columns: due, delivered, filtered, muted, failed.
using Counts = std::array<std::int64_t, 5>;

Counts counts_of(const Account& account) {
  const auto number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  return {number(account.due), number(account.delivered), number(account.filtered),
          number(account.muted), number(account.failed)};
}

Counts counts_at(SQLite::Statement& row, int column) {
  Counts counts;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = row.getColumn(column + static_cast<int>(i)).getInt64();
  }
  return counts;
}

void bind(SQLite::Statement& statement, int first, const Counts& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    statement.bind(first + static_cast<int>(i), counts[i]);
  }
}

void add_to_use(SQLite::Database& database, std::int64_t use, const Counts& added,
                std::int64_t now) {
  SQLite::Statement total(database,
                          "UPDATE use SET due = due + ?1, delivered = delivered + ?2, "
                          "filtered = filtered + ?3, muted = muted + ?4, failed = failed + ?5, "
                          "last = max(last, ?6), first_delivered = CASE WHEN ?2 > 0 THEN "
                          "coalesce(first_delivered, ?6) ELSE first_delivered END, "
                          "last_delivered = CASE WHEN ?2 > 0 THEN max(coalesce(last_delivered, "
                          "?6), ?6) ELSE last_delivered END WHERE id = ?7");
  bind(total, 1, added);
  total.bind(6, now);
  total.bind(7, use);
  total.exec();

  SQLite::Statement day(database,
                        "INSERT INTO use_day (due, delivered, filtered, muted, failed, use, day) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET "
                        "due = due + ?1, delivered = delivered + ?2, filtered = filtered + ?3, "
                        "muted = muted + ?4, failed = failed + ?5");
  bind(day, 1, added);
  day.bind(6, use);
  day.bind(7, now / kSecondsPerDay);
  day.exec();
}

void set_account(SQLite::Database& database, std::int64_t account, const Counts& counts) {
  SQLite::Statement update(database,
                           "UPDATE account SET due = ?, delivered = ?, filtered = ?, muted = ?, "
                           "failed = ? WHERE id = ?");
  bind(update, 1, counts);
  update.bind(6, account);
  update.exec();
}

}  // namespace

void fold_account(SQLite::Database& database, const TallySlot& slot, std::int64_t now) {
  const auto id = static_cast<std::int64_t>(slot.owner.id);
  SQLite::Statement row(database,
                        "SELECT use, due, delivered, filtered, muted, failed FROM account "
                        "WHERE id = ? AND closed IS NULL");
  row.bind(1, id);
  if (!row.executeStep()) return;
  const std::int64_t use = row.getColumn(0).getInt64();
  const Counts before = counts_at(row, 1);
  const Counts counts = counts_of(slot.account);
  row.reset();
  // `due` only grows: less is of a tally that somebody has put an older copy of in its place.
  if (counts == before || counts[0] < before[0]) return;

  Counts added = counts;
  for (std::size_t i = 0; i < added.size(); ++i) added[i] -= before[i];
  set_account(database, id, counts);
  add_to_use(database, use, added, now);
}

void fold_emissions(SQLite::Database& database, const TallySlot& slot, std::int64_t now) {
  const auto id = static_cast<std::int64_t>(slot.owner.id);
  const auto emissions = static_cast<std::int64_t>(slot.emissions.emissions);
  SQLite::Statement row(database, "SELECT emissions FROM emission_account WHERE id = ?");
  row.bind(1, id);
  if (!row.executeStep()) return;
  const std::int64_t added = emissions - row.getColumn(0).getInt64();
  row.reset();
  if (added < 0) return;  // as above

  SQLite::Statement update(database,
                           "UPDATE emission_account SET emissions = ?, due_default = ?, "
                           "due_explicit = ? WHERE id = ?");
  update.bind(1, emissions);
  update.bind(2, static_cast<std::int64_t>(slot.emissions.due_default));
  update.bind(3, static_cast<std::int64_t>(slot.emissions.due_explicit));
  update.bind(4, id);
  update.exec();
  if (added == 0) return;

  SQLite::Statement day(database,
                        "INSERT INTO emission_day (machine, event, day, emissions) "
                        "SELECT machine, event, ?1, ?2 FROM emission_account WHERE id = ?3 "
                        "ON CONFLICT DO UPDATE SET emissions = emissions + ?2");
  day.bind(1, now / kSecondsPerDay);
  day.bind(2, added);
  day.bind(3, id);
  day.exec();
}

void fold_read(SQLite::Database& database, std::uint64_t account, std::uint64_t read) {
  SQLite::Statement total(
      database,
      "UPDATE use SET read = coalesce(use.read, 0) + max(?1 - account.read, 0) FROM account "
      "WHERE account.id = ?2 AND use.id = account.use");
  total.bind(1, static_cast<std::int64_t>(read));
  total.bind(2, static_cast<std::int64_t>(account));
  total.exec();
  SQLite::Statement row(database, "UPDATE account SET read = max(read, ?) WHERE id = ?");
  row.bind(1, static_cast<std::int64_t>(read));
  row.bind(2, static_cast<std::int64_t>(account));
  row.exec();
}

void know_reading(SQLite::Database& database, std::int64_t use) {
  SQLite::Statement row(database, "UPDATE use SET read = 0 WHERE id = ? AND read IS NULL");
  row.bind(1, use);
  row.exec();
}

void close_account(SQLite::Database& database, std::uint64_t account, std::int64_t now) {
  SQLite::Statement close(database,
                          "UPDATE account SET closed = ? WHERE id = ? AND closed IS NULL");
  close.bind(1, now);
  close.bind(2, static_cast<std::int64_t>(account));
  close.exec();
}

void fail_pending(SQLite::Database& database, std::uint64_t run, std::int64_t now) {
  struct Open {
    std::int64_t account;
    std::int64_t use;
    Counts counts;
  };
  std::vector<Open> all;
  SQLite::Statement open(database,
                         "SELECT account.id, use, due, delivered, filtered, muted, failed "
                         "FROM account JOIN session ON session.id = account.session "
                         "WHERE account.closed IS NULL AND session.run = ?");
  open.bind(1, static_cast<std::int64_t>(run));
  while (open.executeStep()) {
    all.push_back({open.getColumn(0).getInt64(), open.getColumn(1).getInt64(), counts_at(open, 2)});
  }
  for (Open& each : all) {
    auto& [due, delivered, filtered, muted, failed] = each.counts;
    // An emission that the host died in: counted here, but not yet as due.
    const std::int64_t settled = delivered + filtered + muted + failed;
    const Counts added = {settled > due ? settled - due : 0, 0, 0, 0,
                          due > settled ? due - settled : 0};
    due += added[0];
    failed += added[4];
    set_account(database, each.account, each.counts);
    if (added != Counts{}) add_to_use(database, each.use, added, now);
    close_account(database, static_cast<std::uint64_t>(each.account), now);
  }
}

}  // namespace signalbox
