// SPDX-License-Identifier: Apache-2.0
#include "compat/stage_rows.hpp"

#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {
namespace {

struct Item {
  std::int64_t id = 0;  // 0: not there
  Stage stage = Stage::active;
};

Item item_of(SQLite::Database& ledger, const ItemName& name) {
  SQLite::Statement row(ledger, "SELECT id, stage FROM item WHERE kind = ? AND name = ?");
  row.bind(1, std::string(word(name.kind)));
  row.bind(2, name.name);
  if (!row.executeStep()) return {};
  return {row.getColumn(0).getInt64(), *stage_of(row.getColumn(1).getString())};
}

// A waiver for one client is the verdict's business. 0: there is none.
std::int64_t waiver_of(SQLite::Database& ledger, std::int64_t item, std::int64_t now) {
  SQLite::Statement row(ledger,
                        "SELECT id FROM waiver WHERE item = ?1 AND client IS NULL AND at <= ?2 "
                        "AND expires > ?2 ORDER BY expires DESC LIMIT 1");
  row.bind(1, item);
  row.bind(2, now);
  return row.executeStep() ? row.getColumn(0).getInt64() : 0;
}

void add_change(SQLite::Database& ledger, const StageChange& change, const Item& item,
                const StageResult& outcome, std::int64_t waiver, std::int64_t now) {
  SQLite::Statement row(ledger,
                        "INSERT INTO stage_change (item, from_stage, to_stage, at, person, "
                        "verdict, forced, waiver) VALUES (?, ?, ?, ?, ?, ?, ?, nullif(?, 0))");
  row.bind(1, item.id);
  row.bind(2, std::string(word(item.stage)));
  row.bind(3, std::string(word(change.stage)));
  row.bind(4, now);
  row.bind(5, change.person);
  row.bind(6, outcome.verdict);
  row.bind(7, outcome.is_forced ? 1 : 0);
  row.bind(8, waiver);
  row.exec();
  SQLite::Statement update(ledger, "UPDATE item SET stage = ? WHERE id = ?");
  update.bind(1, std::string(word(change.stage)));
  update.bind(2, item.id);
  update.exec();
}

std::string set_exception(SQLite::Database& ledger, const StageChange& change, const Item& item,
                          std::int64_t now) {
  SQLite::Statement client(ledger, "SELECT id FROM client WHERE fingerprint = ?");
  client.bind(1, change.client);
  if (!client.executeStep()) return "Client '" + change.client + "' is not known to the ledger";
  const std::int64_t id = client.getColumn(0).getInt64();
  SQLite::Statement row(
      ledger, change.ends_exception
                  ? "DELETE FROM client_stage WHERE client = ? AND item = ?"
                  : "INSERT OR REPLACE INTO client_stage (client, item, stage, at, person) "
                    "VALUES (?, ?, ?, ?, ?)");
  row.bind(1, id);
  row.bind(2, item.id);
  if (!change.ends_exception) {
    row.bind(3, std::string(word(change.stage)));
    row.bind(4, now);
    row.bind(5, change.person);
  }
  row.exec();
  return {};
}

}  // namespace

StageResult change_stage(SQLite::Database& ledger, const StageChange& change,
                         const VerdictOf& verdict_of, std::int64_t now) {
  StageResult outcome;
  const Item item = item_of(ledger, change.item);
  outcome.from = item.stage;
  if (item.id == 0) {
    outcome.refusal =
        "The ledger has no " + std::string(word(change.item.kind)) + " '" + change.item.name + "'";
    return outcome;
  }
  if (!change.client.empty()) {
    outcome.refusal = set_exception(ledger, change, item, now);
    return outcome;
  }
  if (change.stage == item.stage) return outcome;
  outcome.verdict = verdict_of(ledger, change.item, change.stage, now);
  std::int64_t waiver = 0;
  if (change.stage == Stage::removed && outcome.verdict != "safe") {
    waiver = waiver_of(ledger, item.id, now);
    outcome.is_forced = waiver != 0;
    if (waiver == 0) {
      outcome.refusal = "'" + change.item.name + "' cannot be removed: the verdict is " +
                        outcome.verdict + ", and nobody has waived it for all clients";
      return outcome;
    }
  }
  add_change(ledger, change, item, outcome, waiver, now);
  return outcome;
}

std::vector<StageRow> stage_rows(SQLite::Database& ledger) {
  std::vector<StageRow> rows;
  SQLite::Statement row(
      ledger,
      "SELECT kind, name, successor, stage, '' FROM item WHERE stage <> 'active' UNION ALL "
      "SELECT item.kind, item.name, item.successor, client_stage.stage, client.fingerprint "
      "FROM client_stage JOIN item ON item.id = client_stage.item "
      "JOIN client ON client.id = client_stage.client ORDER BY 2, 1, 5");
  while (row.executeStep()) {
    rows.push_back({{*item_kind_of(row.getColumn(0).getString()), row.getColumn(1)},
                    row.getColumn(2),
                    *stage_of(row.getColumn(3).getString()),
                    row.getColumn(4)});
  }
  return rows;
}

void add_demand(SQLite::Database& ledger, const std::string& fingerprint,
                const std::string& version, const ItemName& item, std::int64_t times,
                std::int64_t now) {
  SQLite::Statement row(ledger,
                        "INSERT INTO demand (build, item, day, times) "
                        "SELECT build.id, item.id, ?1, ?2 FROM client "
                        "JOIN build ON build.client = client.id JOIN item "
                        "WHERE client.fingerprint = ?3 AND build.version = ?4 AND item.kind = ?5 "
                        "AND item.name = ?6 ON CONFLICT DO UPDATE SET times = times + ?2");
  row.bind(1, now / 86'400);
  row.bind(2, times);
  row.bind(3, fingerprint);
  row.bind(4, version);
  row.bind(5, std::string(word(item.kind)));
  row.bind(6, item.name);
  row.exec();
}

}  // namespace signalbox
