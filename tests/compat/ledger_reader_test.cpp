// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_reader.hpp"

#include <future>
#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/books.hpp"
#include "compat/client_infos.hpp"
#include "compat/gathered_writes.hpp"
#include "compat/ledger.hpp"
#include "compat/processes.hpp"
#include "compat/stages.hpp"
#include "compat/visitors.hpp"
#include "host/loop.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;

// Of a test that would otherwise never end.
constexpr std::chrono::seconds kPatience{30};

constexpr char kEndless[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

bool always() {
  return true;
}

// Questions and changes; each test ends the loop once.
struct LedgerReaderTest : testing::Test {
  // Writes a machine that the question on the other thread waits for. Returns whether it came.
  bool write_meanwhile() {
    std::promise<void> written;
    loop.post([&] {
      books->write(
          "a machine", [](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); },
          [&written](const std::string& /*refusal*/) { written.set_value(); });
    });
    return written.get_future().wait_for(kPatience) == std::future_status::ready;
  }

  const TemporaryDirectory folder;
  Loop loop;
  std::unique_ptr<Books> books =
      std::make_unique<Books>(loop, folder / "l.db", LimitValues(), [] { return 86'400; });
};

TEST_F(LedgerReaderTest, AnswersFromWhatWasWrittenBefore) {
  int machines = 0;
  books->write("a machine", [](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); });
  books->ask(
      [&machines](SQLite::Database& ledger) {
        machines = ledger.execAndGet("SELECT count(*) FROM machine").getInt();
      },
      always,
      [this](const std::string& refusal) {
        EXPECT_EQ(refusal, "");
        loop.stop();
      });

  loop.run();
  EXPECT_EQ(machines, 1);
}

TEST_F(LedgerReaderTest, ChangesDoNotWaitForAnAnswer) {
  bool was_written = false;
  books->ask([&](SQLite::Database& /*ledger*/) { was_written = write_meanwhile(); }, always,
             [this](const std::string& /*refusal*/) { loop.stop(); });

  loop.run();
  EXPECT_TRUE(was_written);
}

TEST_F(LedgerReaderTest, ChangesDoNotWaitForTheVerdictOfAStage) {
  const ClientInfos infos;
  const SystemProcesses processes;
  const Visitors visitors(infos, processes);
  bool was_written = false;
  Stages stages(*books, visitors, [&](auto&&...) {
    was_written = write_meanwhile();
    return std::string("unknown");
  });
  books->write("an event", [](Ledger& ledger) { ledger.add_item("STOP", "", 5); });
  StageResult outcome;
  stages.change({{ItemKind::event, "STOP"}, Stage::announced, {}, false, "alice"}, always,
                [&](const StageResult& result) {
                  outcome = result;
                  loop.stop();
                });

  loop.run();
  EXPECT_TRUE(was_written);
  EXPECT_EQ(outcome.refusal, "");
  EXPECT_EQ(outcome.verdict, "unknown");
}

TEST_F(LedgerReaderTest, AQuestionThatNobodyAwaitsIsDropped) {
  std::string asked;
  const auto question = [&asked](char name) {
    return [&asked, name](SQLite::Database& /*ledger*/) { asked += name; };
  };
  books->ask(question('a'), always, [](const auto&) {});
  books->ask(
      question('b'), [] { return false; }, [](const auto&) { FAIL(); });
  books->ask(question('c'), always, [this](const auto&) { loop.stop(); });

  loop.run();
  EXPECT_EQ(asked, "ac");
}

TEST_F(LedgerReaderTest, EndsInTheMiddleOfAQuestion) {
  books->ask(
      [this](SQLite::Database& ledger) {
        loop.stop();
        ledger.execAndGet(kEndless);
      },
      always, [](const auto&) { FAIL() << "it has no answer"; });

  loop.run();
  books.reset();
}

TEST_F(LedgerReaderTest, SaysWhyALedgerCannotBeRead) {
  std::string refusal;
  books->ask([](SQLite::Database& ledger) { ledger.exec("SELECT * FROM no_such_table"); }, always,
             [&](const std::string& reason) {
               refusal = reason;
               loop.stop();
             });

  loop.run();
  EXPECT_NE(refusal.find("no_such_table"), std::string::npos) << refusal;
}

// Numbers that come while the first change is on its way make one change together.
TEST_F(LedgerReaderTest, NumbersOfAKeyAreGathered) {
  int writes = 0;
  GatheredWrites<std::string>::Numbers last;
  {
    GatheredWrites<std::string> demands(*books, "a demand", std::plus<>(),
                                        [&](Ledger& /*ledger*/, const auto& numbers) {
                                          ++writes;
                                          last = numbers;
                                        });
    for (int i = 0; i < 1000; ++i) demands.add(i % 2 == 0 ? "even" : "odd", 1);
    books->write(
        "a mark", [](Ledger&) {}, [this](const auto&) { loop.stop(); });
    loop.run();
  }
  books.reset();

  EXPECT_EQ(writes, 2);
  EXPECT_EQ(last, (std::map<std::string, std::int64_t>{{"even", 499}, {"odd", 500}}));
}

}  // namespace
}  // namespace signalbox
