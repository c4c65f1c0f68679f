// SPDX-License-Identifier: Apache-2.0
//
// What people do to a ledger file: merge, prune, forget, decide, export.
#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/balance.hpp"
#include "compat/client_identity.hpp"
#include "compat/decisions.hpp"
#include "compat/export.hpp"
#include "compat/fingerprints.hpp"
#include "compat/forget.hpp"
#include "compat/ledger_error.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"
#include "compat/merge.hpp"
#include "compat/offline_ledger.hpp"
#include "compat/prune.hpp"
#include "compat/pseudonym.hpp"
#include "compat/tally.hpp"
#include "compat/verdict.hpp"
#include "compat/verdict_table.hpp"
#include "tests/compat/sql_ledger.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

using Faults = std::vector<std::string>;

std::int64_t number(SQLite::Database& ledger, const std::string& query) {
  return ledger.execAndGet(query).getInt64();
}

std::string verdicts_of(SQLite::Database& ledger) {
  const CaseFile file = read_case_file(ledger, kNoon);
  return text_of(judge(file, kNoon));
}

// Many visits of two clients, of which one opted out of something at times.
std::string many_visits() {
  std::string sql;
  for (int day = 39; day > 0; --day) {
    const std::string opened = "ago(" + std::to_string(day) + ")";
    sql += "INSERT INTO visits VALUES ('agent', '1.0', 'none', " + opened + ", " + opened +
           " + 3600, 3, 0);";
    sql += "INSERT INTO visits VALUES ('other', '', '" +
           std::string(day % 3 == 0 ? "some" : "none") + "', " + opened + ", " + opened +
           " + 60, 2, 1);";
  }
  return sql + "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(1), NULL, 5, 0);";
}

// --- merge

constexpr char kTotals[] =
    "SELECT sum(due) * 1000000 + sum(delivered) * 1000 + sum(failed) FROM use";

TEST(Merge, AddsCountsAndClientsAndKeepsTheBooksBalanced) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", verdict_sql("all_kinds_of_clients"), '1');
  make_ledger(folder / "b.db", many_visits(), '2');
  const std::int64_t sum = number(*open_ledger(folder / "a.db"), kTotals) +
                           number(*open_ledger(folder / "b.db"), kTotals);
  OfflineLedger into(folder / "a.db", kNoon);

  merge(into.database(), folder / "b.db", kNoon);

  EXPECT_EQ(number(into.database(), kTotals), sum);
  EXPECT_EQ(number(into.database(), "SELECT count(*) FROM client"), 5);
  EXPECT_EQ(number(into.database(), "SELECT sum(emissions) FROM emission_day"), 200);
  EXPECT_EQ(imbalances(into.database()), Faults());
}

TEST(Merge, KeepsMachinesOfOneNameApartUnlessTheyAreTheSameUpstream) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", "UPDATE machine SET name = 'default'", '1');
  make_ledger(folder / "b.db", "UPDATE machine SET name = 'default'", '2');
  make_ledger(folder / "c.db", "UPDATE machine SET name = 'guest', uuid = 'u'", '3');
  make_ledger(folder / "d.db", "UPDATE machine SET name = 'guest', uuid = 'u'", '4');
  OfflineLedger into(folder / "a.db", kNoon);

  for (const char* const from : {"b.db", "c.db", "d.db"}) {
    merge(into.database(), folder / from, kNoon);
  }

  EXPECT_EQ(number(into.database(), "SELECT count(*) FROM machine WHERE name LIKE 'default%'"), 2);
  EXPECT_EQ(number(into.database(), "SELECT count(*) FROM machine WHERE name = 'guest'"), 1);
  EXPECT_EQ(imbalances(into.database()), Faults());
}

TEST(Merge, OfTheSameLedgerAgainIsRefusedAndChangesNothing) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", "", '1');
  make_ledger(folder / "b.db", many_visits(), '2');
  OfflineLedger into(folder / "a.db", kNoon);
  merge(into.database(), folder / "b.db", kNoon);
  const std::int64_t before = number(into.database(), kTotals);

  EXPECT_THROW(merge(into.database(), folder / "b.db", kNoon), LedgerError);
  EXPECT_THROW(merge(into.database(), folder / "a.db", kNoon), LedgerError);

  EXPECT_EQ(number(into.database(), kTotals), before);
}

// Whoever adds a table has to say here that merging takes it over.
TEST(Merge, KnowsEveryTable) {
  const std::vector<std::string> known = {
      "account",      "brownout",      "build",         "client",
      "client_stage", "coverage",      "demand",        "emission_account",
      "emission_day", "evidence",      "experiment",    "experiment_item",
      "gap",          "interest",      "interest_list", "item",
      "ledger",       "machine",       "merged",        "migration",
      "opt_out",      "resolution",    "run",           "session",
      "stage_change", "successor_use", "use",           "use_day",
      "waiver"};
  const TemporaryDirectory folder;
  const auto ledger = open_ledger(folder / "a.db");
  SQLite::Statement row(*ledger,
                        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  std::vector<std::string> tables;
  while (row.executeStep()) tables.push_back(row.getColumn(0));

  EXPECT_EQ(tables, known);
}

// --- fingerprints of an earlier release

// Makes the client of `sql` a script, with the fingerprint that it had in earlier releases.
void be_script(SQLite::Database& ledger, int id, const std::string& path) {
  ClientIdentity client;
  client.script = path;
  SQLite::Statement row(ledger,
                        "UPDATE client SET kind = 'script', script = ?, fingerprint = ? "
                        "WHERE id = ?");
  row.bind(1, path);
  row.bind(2, hex_of(client.former_fingerprint()));
  row.bind(3, id);
  row.exec();
}

TEST(Fingerprints, OfAnEarlierReleaseAreRenewedAndStillName) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", verdict_sql("all_kinds_of_clients"));
  const auto ledger = open_ledger(folder / "a.db");
  be_script(*ledger, 1, "/tmp/job-1/poll.py");
  be_script(*ledger, 2, "/tmp/job-2/poll.py");
  be_script(*ledger, 3, "/opt/poll.py");
  ledger->exec("UPDATE client SET last_seen = last_seen + id");
  ClientIdentity client;
  client.script = "/tmp/job-2/poll.py";
  const std::string former = hex_of(client.former_fingerprint());

  renew_fingerprints(*ledger);
  renew_fingerprints(*ledger);

  const std::string now = hex_of(client.fingerprint());
  EXPECT_NE(now, former);
  EXPECT_EQ(number(*ledger, "SELECT id FROM client WHERE fingerprint = '" + now + "'"), 2);
  EXPECT_EQ(number(*ledger, "SELECT count(DISTINCT fingerprint) FROM client"), 3);
  EXPECT_EQ(find_client(*ledger, former.substr(0, 8)), 2);
  EXPECT_EQ(former_fingerprints(*ledger).at(former), now);
}

// --- prune

TEST(Prune, KeepsTotalsAndVerdictsAndBalance) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", many_visits());
  const auto ledger = open_ledger(folder / "a.db");
  const std::string verdicts = verdicts_of(*ledger);
  const std::int64_t totals = number(*ledger, kTotals);
  const std::int64_t per_day = number(*ledger, "SELECT sum(delivered) FROM use_day");
  const std::int64_t recent =
      number(*ledger, "SELECT sum(delivered) FROM use_day WHERE day >= 19990");

  const Pruned pruned = prune(*ledger, kNoon - 10 * kSecondsPerDay);

  EXPECT_GT(pruned.days, 40);
  EXPECT_GT(pruned.sessions, 40);
  EXPECT_EQ(verdicts_of(*ledger), verdicts);
  EXPECT_EQ(number(*ledger, kTotals), totals);
  EXPECT_EQ(number(*ledger, "SELECT sum(delivered) FROM use_day"), per_day);
  EXPECT_EQ(number(*ledger, "SELECT sum(delivered) FROM use_day WHERE day >= 19990"), recent);
  EXPECT_EQ(imbalances(*ledger), Faults());
}

TEST(Prune, AgainFindsNothing) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", many_visits());
  const auto ledger = open_ledger(folder / "a.db");
  prune(*ledger, kNoon);

  const Pruned again = prune(*ledger, kNoon);

  EXPECT_EQ(again.days + again.sessions, 0);
}

TEST(Prune, ChangesNoVerdictOnAnyLedger) {
  for (const char* const name :
       {"opt_out_after_having_kept_it", "opt_out_before_keeping_it", "opt_out_after_asking_back",
        "asked_back", "resolved_and_seen_again", "evidence_of_another_build", "explicit_connect"}) {
    const TemporaryDirectory folder;
    make_ledger(folder / "a.db", verdict_sql(name));
    const auto ledger = open_ledger(folder / "a.db");
    const std::string verdicts = verdicts_of(*ledger);

    prune(*ledger, kNoon);

    EXPECT_EQ(verdicts_of(*ledger), verdicts) << name;
  }
}

// --- forget

TEST(Forget, LeavesNoNameAndAllCounts) {
  const TemporaryDirectory folder;
  make_ledger(
      folder / "a.db",
      many_visits() +
          "INSERT INTO says VALUES ('other', 1, 'statement', 'used', ago(3), 'zoe', 'x');"
          "UPDATE client SET user = 'zoe', contact = 'zoe@example.org' WHERE name = 'other'");
  const auto ledger = open_ledger(folder / "a.db");
  const std::int64_t totals = number(*ledger, kTotals);

  forget(*ledger, find_client(*ledger, "other"), "bob", "left", kNoon);

  std::ostringstream all;
  export_ledger(*ledger, nullptr, all);
  EXPECT_EQ(all.str().find("other"), std::string::npos);
  EXPECT_EQ(all.str().find("zoe"), std::string::npos);
  EXPECT_EQ(number(*ledger, kTotals), totals);
  EXPECT_EQ(imbalances(*ledger), Faults());
  EXPECT_NE(verdicts_of(*ledger).find("(forgotten): resolved"), std::string::npos);
}

TEST(Forget, TakesSeveralClientsAsOne) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db",
              verdict_sql("all_kinds_of_clients") + "UPDATE session SET closed = ago(0)");
  const auto ledger = open_ledger(folder / "a.db");

  for (const char* const name : {"needs", "ignores", "migrated"}) {
    forget(*ledger, find_client(*ledger, name), "bob", "left", kNoon + 1);
  }

  EXPECT_EQ(number(*ledger, "SELECT count(*) FROM client"), 1);
  EXPECT_EQ(imbalances(*ledger), Faults());
}

TEST(Forget, OfAClientThatIsConnectedIsRefused) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", many_visits());
  const auto ledger = open_ledger(folder / "a.db");

  EXPECT_THROW(forget(*ledger, find_client(*ledger, "agent"), "bob", "left", kNoon), LedgerError);

  EXPECT_EQ(number(*ledger, "SELECT count(*) FROM client WHERE name = 'agent'"), 1);
}

// --- decide

TEST(Decisions, NameAClientByItsFingerprintWhereTwoHaveItsName) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", many_visits() + "UPDATE client SET name = 'agent'");
  const auto ledger = open_ledger(folder / "a.db");
  const std::string fingerprint = ledger->execAndGet("SELECT fingerprint FROM client WHERE id = 2");

  EXPECT_THROW(find_client(*ledger, "agent"), NotFound);
  EXPECT_EQ(find_client(*ledger, fingerprint.substr(0, 8)), 2);
  EXPECT_THROW(find_client(*ledger, "nobody"), NotFound);
}

TEST(Decisions, AreRefusedOnALedgerOfAnotherVersion) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", "");
  open_ledger(folder / "a.db")->exec("PRAGMA user_version = 1");

  try {
    open_ledger_to_amend(folder / "a.db");
    FAIL();
  } catch (const LedgerError& error) {
    EXPECT_EQ(error.kind(), LedgerError::Kind::outdated);
  }
}

TEST(OfflineLedger, RefusesOneThatAHostHolds) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", "");
  const Tally host(folder / "a.db");

  EXPECT_THROW(OfflineLedger(folder / "a.db", kNoon), LedgerError);
  EXPECT_THROW(OfflineLedger(folder / "missing.db", kNoon), LedgerError);
  EXPECT_FALSE(std::filesystem::exists(folder / "missing.db-tally"));
}

// --- export

TEST(Export, HasStandInsForAllThatNamesSomebody) {
  const TemporaryDirectory folder;
  make_ledger(
      folder / "a.db",
      "INSERT INTO visits VALUES ('zoes-agent', '1.0', 'none', ago(9), ago(1), 3, 0);"
      "INSERT INTO says VALUES ('zoes-agent', 1, 'statement', 'used', ago(3), 'zoe', 'zoe says');"
      "UPDATE client SET user = 'zoe', unit = 'login:zoe', script = '/home/zoe/x.py',"
      " declared_name = 'zoes', contact = 'zoe@x', help = 'ask zoe', via = 'zoes-relay'");
  const auto view = view_ledger(folder / "a.db");
  const Pseudonyms pseudonyms("key");
  std::ostringstream out;

  export_ledger(*view, &pseudonyms, out);

  EXPECT_EQ(out.str().find("zoe"), std::string::npos);
  EXPECT_NE(out.str().find(pseudonyms.of("client", "zoes-agent")), std::string::npos);
  EXPECT_NE(out.str().find("\"delivered\":3"), std::string::npos);
}

TEST(Pseudonyms, AreHmacSha256) {
  // RFC 4231, test case 2, of which the first 64 bits are kept.
  EXPECT_EQ(Pseudonyms("Jefe").of("x", "what do ya want for nothing?"), "x-5bdcc146bf60754e");
}

TEST(Pseudonyms, DifferByTheirKey) {
  EXPECT_EQ(Pseudonyms("a").of("x", "alice"), Pseudonyms("a").of("x", "alice"));
  EXPECT_NE(Pseudonyms("a").of("x", "alice"), Pseudonyms("b").of("x", "alice"));
  EXPECT_NE(Pseudonyms().of("x", "alice"), Pseudonyms().of("x", "alice"));
}

}  // namespace
}  // namespace signalbox
