// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_writer.hpp"

#include <future>
#include <memory>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/ledger.hpp"
#include "compat/ledger_view.hpp"
#include "compat/tally.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;

// What is posted runs at once, on the writer's thread.
void post_nowhere(std::function<void()> function) {
  function();
}

struct Office {
  explicit Office(const std::filesystem::path& file)
      : tally(file),
        writer(std::make_unique<Ledger>(file, tally, 1000), post_nowhere,
               [this](const std::string& reason) {
                 if (reason.empty()) return ended.set_value();
                 ++troubles;
                 if (troubles == 1) began.set_value(reason);
               }) {}

  Tally tally;
  int troubles = 0;  // [writer's thread]
  std::promise<std::string> began;
  std::promise<void> ended;
  LedgerWriter writer;
};

TEST(LedgerWriter, TellsWhenAChangeIsOnDisk) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  std::promise<void> committed;

  office.writer.write([](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); },
                      [&committed] { committed.set_value(); });
  committed.get_future().wait();

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), 1);
}

TEST(LedgerWriter, KeepsWhatALockedFileDoesNotTakeAndSaysSoOnce) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  SQLite::Database other(folder / "l.db", SQLite::OPEN_READWRITE);
  other.exec("BEGIN EXCLUSIVE");
  std::promise<void> committed;
  std::future<void> done = committed.get_future();

  office.writer.write([](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); },
                      [&committed] { committed.set_value(); });
  const std::string reason = office.began.get_future().get();
  EXPECT_NE(reason.find("locked"), std::string::npos) << reason;
  EXPECT_EQ(done.wait_for(0s), std::future_status::timeout);
  other.exec("COMMIT");
  done.wait();
  office.ended.get_future().wait();

  EXPECT_EQ(office.troubles, 1);
  EXPECT_EQ(other.execAndGet("SELECT count(*) FROM machine").getInt(), 1);
}

TEST(LedgerWriter, AChangeThatTheSchemaRefusesDoesNotTakeOthersWithIt) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  std::promise<void> committed;

  office.writer.write([](Ledger& ledger) { ledger.add_account(SlotOwner(), 5); });
  office.writer.write([](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); },
                      [&committed] { committed.set_value(); });
  committed.get_future().wait();

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), 1);
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM account").getInt(), 0);
}

TEST(LedgerWriter, CommitsWhatWaitsWhenItEnds) {
  const TemporaryDirectory folder;
  {
    Office office(folder / "l.db");
    for (std::uint64_t id = 1; id <= 100; ++id) {
      office.writer.write(
          [id](Ledger& ledger) { ledger.add_machine(id, "vm" + std::to_string(id), 5); });
    }
  }

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), 100);
}

}  // namespace
}  // namespace signalbox
