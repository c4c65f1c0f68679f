// SPDX-License-Identifier: Apache-2.0
//
// The cost of reading a ledger, in instructions of SQLite's virtual machine: four times the rows
// cost about four times as much, and not sixteen times.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "compat/balance.hpp"
#include "compat/case_file.hpp"
#include "compat/coverage.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"
#include "compat/names.hpp"
#include "compat/report.hpp"
#include "compat/table.hpp"
#include "compat/watched_time.hpp"
#include "tests/compat/sql_ledger.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

constexpr int kFew = 500;
constexpr int kMany = 4 * kFew;

// A sort adds the logarithm of what is sorted.
constexpr std::uint64_t kMostTimes = 5;

using Reading = std::function<void(SQLite::Database& ledger)>;

int count_one(void* count) {
  ++*static_cast<std::uint64_t*>(count);
  return 0;
}

// The instructions that a reading takes, in tens.
std::uint64_t cost_of(const Reading& read, SQLite::Database& ledger) {
  std::uint64_t count = 0;
  sqlite3_progress_handler(ledger.getHandle(), 10, count_one, &count);
  read(ledger);
  sqlite3_progress_handler(ledger.getHandle(), 0, nullptr, nullptr);
  return count;
}

// One client polls so many times and is sent BLOCK_IO_ERROR once each time.
std::string polls(int count) {
  return "WITH RECURSIVE polls (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM polls WHERE n < " +
         std::to_string(count) +
         ") INSERT INTO visits SELECT 'poller', '', 'none', ago(1) + n, ago(1) + n, 1, 0 "
         "FROM polls;";
}

// A machine was watched for so many days, and lost its server on each of them.
std::string gaps(int count) {
  return "WITH RECURSIVE days (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < " +
         std::to_string(count) +
         ") INSERT INTO gap (machine, began, ended, reason) "
         "SELECT 1, ago(n), ago(n) + 60, 'upstream-lost' FROM days;"
         "WITH RECURSIVE days (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < " +
         std::to_string(count) +
         ") INSERT OR IGNORE INTO coverage (machine, day, watched) "
         "SELECT 1, ago(n) / 86400, 86400 FROM days;";
}

class LedgerCost : public testing::Test {
 protected:
  // How many times as much a reading costs of `many` as of `few`, both SQL for fill().
  std::uint64_t times(const Reading& read, const std::string& few, const std::string& many) {
    make_ledger(folder_ / "few.db", few);
    make_ledger(folder_ / "many.db", many);
    const std::uint64_t one = cost_of(read, *view_ledger(folder_ / "few.db"));
    const std::uint64_t other = cost_of(read, *view_ledger(folder_ / "many.db"));
    return other / one;
  }

  const TemporaryDirectory folder_;
};

TEST_F(LedgerCost, VerdictsAreLinearInSessions) {
  const Reading read = [](auto& ledger) {
    EXPECT_TRUE(read_case_file(ledger, kNoon).imbalances.empty());
  };
  EXPECT_LE(times(read, polls(kFew), polls(kMany)), kMostTimes);
}

TEST_F(LedgerCost, FsckIsLinearInSessions) {
  const Reading read = [](auto& ledger) { EXPECT_TRUE(imbalances(ledger).empty()); };
  EXPECT_LE(times(read, polls(kFew), polls(kMany)), kMostTimes);
}

TEST_F(LedgerCost, ReportsAreLinearInSessions) {
  const Reading read = [](auto& ledger) {
    const Period all{kNoon, std::nullopt};
    report_by_event(ledger, all);
    report_by_client(ledger, all, Names(Names::Style::plain, ledger));
  };
  EXPECT_LE(times(read, polls(kFew), polls(kMany)), kMostTimes);
}

TEST_F(LedgerCost, CoverageIsLinearInGapsAndDays) {
  const Reading read = [](auto& ledger) {
    EXPECT_EQ(coverage_of(ledger, kNoon).size(), std::size_t{1});
    EXPECT_GE(WatchedTime::of(ledger, kNoon).days_from(1, INT64_MIN), 0);
  };
  EXPECT_LE(times(read, gaps(kFew), gaps(kMany)), kMostTimes);
}

// With a look at all rows for each cell it would take hours.
TEST(TableCost, TextIsLinearInRows) {
  constexpr std::size_t kRows = 200'000;
  Table table{"clients", {{"client"}, {"delivered"}}, {}, {}};
  for (std::size_t i = 0; i < kRows; ++i) {
    table.rows.push_back({Cell("client"), Cell(static_cast<std::int64_t>(i))});
  }

  const std::string text = text_of(table);

  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), static_cast<std::ptrdiff_t>(kRows) + 1);
}

}  // namespace
}  // namespace signalbox
