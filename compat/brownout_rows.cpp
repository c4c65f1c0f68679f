// SPDX-License-Identifier: Apache-2.0
#include "compat/brownout_rows.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {
namespace {

std::string fault_of(SQLite::Database& ledger, const Brownout& brownout, std::int64_t now) {
  const std::string title = std::string(word(brownout.item.kind)) + " '" + brownout.item.name + "'";
  if (brownout.ends <= brownout.starts) return "A brownout ends after it starts";
  if (brownout.ends <= now) return "A brownout that is over cannot be planned";
  SQLite::Statement item(ledger, "SELECT stage FROM item WHERE kind = ? AND name = ?");
  item.bind(1, std::string(word(brownout.item.kind)));
  item.bind(2, brownout.item.name);
  if (!item.executeStep()) return "The ledger has no " + title;
  const std::string stage = item.getColumn(0);
  if (stage == word(Stage::brownout)) return {};
  return "The " + title + " is " + stage + ": its stage must be brownout";
}

}  // namespace

std::string plan_brownout(SQLite::Database& ledger, Brownout& brownout, std::int64_t now) {
  const std::string fault = fault_of(ledger, brownout, now);
  if (!fault.empty()) return fault;
  SQLite::Statement row(
      ledger,
      "INSERT INTO brownout (item, client, machine, starts, ends, loses_state, planned, person) "
      "SELECT id, (SELECT id FROM client WHERE fingerprint = ?1), "
      "(SELECT id FROM machine WHERE name = ?2 ORDER BY uuid LIMIT 1), ?3, ?4, ?5, ?6, ?7 "
      "FROM item WHERE kind = ?8 AND name = ?9 RETURNING id");
  row.bind(1, brownout.client);
  row.bind(2, brownout.machine);
  row.bind(3, brownout.starts);
  row.bind(4, brownout.ends);
  row.bind(5, brownout.loses_state ? 1 : 0);
  row.bind(6, now);
  row.bind(7, brownout.person);
  row.bind(8, std::string(word(brownout.item.kind)));
  row.bind(9, brownout.item.name);
  row.executeStep();
  brownout.id = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
  return {};
}

bool cancel_brownout(SQLite::Database& ledger, std::uint64_t id, std::int64_t now) {
  SQLite::Statement row(ledger,
                        "UPDATE brownout SET cancelled = ?1 WHERE id = ?2 AND cancelled IS NULL "
                        "AND ends > ?1");
  row.bind(1, now);
  row.bind(2, static_cast<std::int64_t>(id));
  return row.exec() > 0;
}

void link_brownout(SQLite::Database& ledger, std::uint64_t id, std::uint64_t experiment) {
  SQLite::Statement row(ledger, "UPDATE brownout SET experiment = ? WHERE id = ?");
  row.bind(1, static_cast<std::int64_t>(experiment));
  row.bind(2, static_cast<std::int64_t>(id));
  row.exec();
}

std::vector<Brownout> brownouts(SQLite::Database& ledger, std::int64_t now) {
  std::vector<Brownout> all;
  SQLite::Statement row(
      ledger,
      "SELECT brownout.id, item.kind, item.name, coalesce(client.fingerprint, ''), "
      "coalesce(machine.name, ''), starts, ends, loses_state, person FROM brownout "
      "JOIN item ON item.id = brownout.item LEFT JOIN client ON client.id = brownout.client "
      "LEFT JOIN machine ON machine.id = brownout.machine "
      "LEFT JOIN experiment ON experiment.id = brownout.experiment "
      "WHERE cancelled IS NULL AND ends > ? AND experiment.outcome IS NULL ORDER BY starts, 1");
  row.bind(1, now);
  while (row.executeStep()) {
    all.push_back({static_cast<std::uint64_t>(row.getColumn(0).getInt64()),
                   {*item_kind_of(row.getColumn(1).getString()), row.getColumn(2)},
                   row.getColumn(3),
                   row.getColumn(4),
                   row.getColumn(5).getInt64(),
                   row.getColumn(6).getInt64(),
                   row.getColumn(7).getInt() != 0,
                   row.getColumn(8)});
  }
  return all;
}

}  // namespace signalbox
