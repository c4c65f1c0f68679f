// SPDX-License-Identifier: Apache-2.0
//
// Situations in which removal harms a client that connected while the host watched, or may harm
// it: no verdict on them may be safe.
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/ledger_file.hpp"
#include "compat/merge.hpp"
#include "compat/migrate.hpp"
#include "compat/offline_ledger.hpp"
#include "compat/verdict.hpp"
#include "compat/verdict_table.hpp"
#include "tests/compat/sql_ledger.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

struct Situation {
  const char* name;
  const char* sql;  // after tests/compat/verdicts/base.inc
};

// The same client key for both: one keeps the connection, the other, later, opts out.
constexpr char kOneKeepsOneOptsOut[] =
    "INSERT INTO visits VALUES ('poll.py', '', 'none', ago(3), ago(3) + 5, 2, 0);"
    "INSERT INTO visits VALUES ('poll.py', '', 'all', ago(1), ago(1) + 5, 0, 0);";

constexpr Situation kSituations[] = {
    {"TwoCrontabLinesOfOneScript", kOneKeepsOneOptsOut},
    {"TwoPythonC",
     "INSERT INTO visits VALUES ('python3', '', 'none', ago(3), ago(3) + 5, 2, 0);"
     "INSERT INTO visits VALUES ('python3', '', 'all', ago(1), NULL, 0, 0);"},
    {"TwoJavaJar",
     "INSERT INTO visits VALUES ('java', '', 'none', ago(9), ago(8), 2, 0);"
     "INSERT INTO visits VALUES ('java', '', 'some', ago(1), NULL, 0, 0);"},
    {"TwoProgramsBehindASocatOfInit",
     "INSERT INTO visits VALUES ('socat', '', 'none', ago(30), ago(2), 2, 0);"
     "INSERT INTO visits VALUES ('socat', '', 'all', ago(1), NULL, 0, 0);"},
    {"TwoProgramsAtOneNamedListener",
     "INSERT INTO visits VALUES ('backup', '', 'none', ago(30), ago(2), 2, 0);"
     "INSERT INTO visits VALUES ('backup', '', 'all', ago(1), NULL, 0, 0);"
     "UPDATE client SET kind = 'named'"},
    {"TwoPodsOfOnePath",
     "INSERT INTO visits VALUES ('agent', '', 'none', ago(30), ago(2), 2, 0);"
     "INSERT INTO visits VALUES ('agent', '', 'all', ago(1), NULL, 0, 0);"
     "UPDATE client SET unit = 'container:kubernetes'"},
    {"OldReleaseAtOneMachineAndNewAtAnother",
     "INSERT INTO machine (id, name, first_seen) VALUES (2, 'vm2', ago(40));"
     "INSERT INTO coverage (machine, day, watched) SELECT 2, day, watched FROM coverage;"
     "INSERT INTO visits VALUES ('agent', '', 'none', ago(9), ago(8), 2, 0);"
     "INSERT INTO visits VALUES ('agent', '', 'all', ago(1), NULL, 0, 0);"
     "UPDATE session SET machine = 2 WHERE opted_out = 'all'"},
    {"OptOutInALabelledSessionAlone",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), ago(8), 2, 0);"
     "INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(1), ago(1) + 60, 0, 0);"
     "UPDATE session SET run_label = 'new' WHERE opted_out = 'all'"},
    {"TwoSessionsInOneSecond",
     "INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(2), ago(2), 0, 0);"
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(2), ago(2), 1, 0);"},
    {"EmptyInterestAfterAFailedAblation",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), ago(8), 2, 0);"
     "INSERT INTO says VALUES ('agent', 1, 'ablation-fail', 'used', ago(5), '', 'suite');"
     "INSERT INTO interest_list VALUES (1, ago(1))"},
    {"EmptyInterestAfterHarmInABrownout",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), ago(8), 2, 0);"
     "INSERT INTO says VALUES ('agent', 1, 'brownout-harm', 'used', ago(5), '', '');"
     "INSERT INTO interest_list VALUES (1, ago(1))"},
    {"InterestWithAMisspeltName",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), NULL, 2, 0);"
     "INSERT INTO interest_list VALUES (1, ago(9))"},
    {"InterestBeforeThePluginIsLoaded",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), NULL, 2, 0);"
     "INSERT INTO interest_list VALUES (1, ago(9));"
     "UPDATE item SET first_seen = ago(8)"},
    {"InterestOfAMonthAgoThatIsNoLongerDeclared",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(30), ago(29), 2, 0);"
     "INSERT INTO interest_list VALUES (1, ago(30));"
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(1), NULL, 2, 0)"},
    {"ResolvedWhileItIsConnected",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);"
     "UPDATE use SET last = first;"
     "INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(1), 'bob', 'x')"},
    {"ResolvedDuringAConnectionOfItsOwn",
     "INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), ago(2), 0, 1);"
     "UPDATE use SET last = first;"
     "INSERT INTO resolution (client, item, at, person, reason) "
     "SELECT 1, id, ago(10), 'bob', 'x' FROM item"},
    {"ResolvedInTheSecondInWhichItLeft",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(3), 9, 0);"
     "INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(3), 'bob', 'x')"},
    {"ResolvedWithADateInTheFuture",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(3), 9, 0);"
     "INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(-3), 'bob', "
     "'x')"},
    {"StatementBeforeASessionThatKeepsIt",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(9), 9, 0);"
     "INSERT INTO says VALUES ('agent', 1, 'statement', 'unused', ago(5), 'bob', 'x');"
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(2), ago(1), 9, 0)"},
    {"CatalogueAloneWithAClientThatKeepsIt",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);"
     "INSERT INTO says VALUES ('agent', 1, 'catalogue', 'unused', ago(1), '', 'source')"},
    {"OptOutDatedInTheFuture",
     "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), ago(8), 2, 0);"
     "INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(-3), ago(-3), 0, 0)"},
    {"YearlyJobBesideADailyOne",
     "WITH RECURSIVE days (n) AS (SELECT 41 UNION ALL SELECT n + 1 FROM days WHERE n < 500)"
     "INSERT INTO coverage (machine, day, watched) SELECT 1, ago(n) / 86400, 86400 FROM days;"
     "INSERT INTO visits VALUES ('report.py', '', 'none', ago(364), ago(364) + 60, 2, 0);"
     "INSERT INTO visits VALUES ('report.py', '', 'all', ago(1), ago(1) + 60, 0, 0)"},
    {"OurOwnWatchAsTheOnlyUser",
     "INSERT INTO visits VALUES ('signalbox', '', 'all', ago(3), ago(2), 0, 1);"
     "UPDATE client SET kind = 'self'"},
    {"FortyDaysWatchedAYearAgoAndTwoSecondsToday",
     "UPDATE coverage SET day = day - 365;"
     "INSERT INTO coverage (machine, day, watched) VALUES (1, ago(0) / 86400, 2)"},
};

CaseFile case_file_of(const std::string& sql) {
  SQLite::Database ledger(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(ledger, ":memory:", migrations(), {});
  fill(ledger, sql);
  return read_case_file(ledger, kNoon);
}

void expect_withheld(const CaseFile& file) {
  const std::vector<ItemVerdict> verdicts = judge(file, kNoon);
  EXPECT_NE(stored_word_of(*removal_verdict(verdicts, "BLOCK_IO_ERROR")), "safe")
      << text_of(verdicts);
}

class Withheld : public testing::TestWithParam<Situation> {};

TEST_P(Withheld, IsNotSafe) {
  expect_withheld(case_file_of(GetParam().sql));
}

INSTANTIATE_TEST_SUITE_P(Ledger, Withheld, testing::ValuesIn(kSituations),
                         [](const auto& each) { return std::string(each.param.name); });

// The same client key lives beside both hosts; `here` and `there` are what each saw of it.
CaseFile merged(const std::string& here, const std::string& there) {
  const TemporaryDirectory folder;
  make_ledger(folder / "a.db", here, '1');
  make_ledger(folder / "b.db", there, '2');
  OfflineLedger into(folder / "a.db", kNoon);
  merge(into.database(), folder / "b.db", kNoon);
  return read_case_file(into.database(), kNoon);
}

constexpr char kKept[] =
    "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(9), ago(5), 9, 0);";
constexpr char kOptedOut[] =
    "INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(3), ago(1), 0, 0);";
constexpr char kResolved[] =
    "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(15), 9, 0);"
    "INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(1), 'bob', 'x')";
constexpr char kStated[] =
    "INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(15), 9, 0);"
    "INSERT INTO says VALUES ('agent', 1, 'statement', 'unused', ago(1), 'bob', 'x')";

TEST(WithheldAfterAMerge, OfALedgerInWhichAnotherInstallationLives) {
  expect_withheld(merged(kOptedOut, kKept));
  expect_withheld(merged(kKept, kOptedOut));
}

TEST(WithheldAfterAMerge, OfADecisionThatWasMadeWithoutTheOtherHost) {
  expect_withheld(merged(kKept, kResolved));
  expect_withheld(merged(kResolved, kKept));
  expect_withheld(merged(kKept, kStated));
  expect_withheld(merged(kStated, kKept));
}

TEST(Merge, TakesADecisionOverWhoseClientIsOnlyThere) {
  const CaseFile file = merged("", kResolved);

  EXPECT_EQ(stored_word_of(*removal_verdict(judge(file, kNoon), "BLOCK_IO_ERROR")), "safe");
}

}  // namespace
}  // namespace signalbox
