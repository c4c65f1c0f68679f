// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_writer.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "compat/ledger.hpp"
#include "compat/ledger_view.hpp"
#include "compat/tally.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;

LedgerWriter::Done when_done(std::promise<std::string>& done) {
  return [&done](const std::string& refusal) { done.set_value(refusal); };
}

// What is posted runs at once, on the writer's thread.
void post_nowhere(std::function<void()> function) {
  function();
}

struct Office {
  explicit Office(const std::filesystem::path& file,
                  std::chrono::milliseconds lock_patience = LedgerWriter::kLockPatience)
      : tally(file),
        writer(
            std::make_unique<Ledger>(file, tally, 1000), post_nowhere,
            [this](const std::string& reason) {
              if (reason.empty()) return ended.set_value();
              ++troubles;
              if (troubles == 1) began.set_value(reason);
            },
            [this](const LeftOut& change) { missed.push_back(change.what); }, lock_patience) {}

  Tally tally;
  int troubles = 0;                 // [writer's thread]
  std::vector<std::string> missed;  // the same
  std::promise<std::string> began;
  std::promise<void> ended;
  LedgerWriter writer;
};

TEST(LedgerWriter, TellsWhenAChangeIsOnDisk) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  std::promise<std::string> committed;

  office.writer.write(
      "a machine", [](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); }, when_done(committed));
  EXPECT_EQ(committed.get_future().get(), "");

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), 1);
}

// A ledger that another program has locked, and a change that waits for it.
struct Locked {
  explicit Locked(std::chrono::milliseconds patience) : office(folder / "l.db", patience) {
    other.exec("BEGIN EXCLUSIVE");
    office.writer.write(
        "a machine", [](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); }, when_done(committed));
  }

  const TemporaryDirectory folder;
  std::promise<std::string> committed;
  std::future<std::string> done = committed.get_future();
  Office office;
  SQLite::Database other{folder / "l.db", SQLite::OPEN_READWRITE};
};

TEST(LedgerWriter, WaitsForAnotherProgramWithoutAWord) {
  Locked locked(1h);

  EXPECT_EQ(locked.done.wait_for(2 * LedgerWriter::kRetry), std::future_status::timeout);
  locked.other.exec("COMMIT");

  EXPECT_EQ(locked.done.get(), "");
  EXPECT_EQ(locked.office.troubles, 0);
}

TEST(LedgerWriter, KeepsWhatALockedFileDoesNotTakeAndSaysSoOnce) {
  Locked locked(0ms);

  const std::string reason = locked.office.began.get_future().get();
  EXPECT_NE(reason.find("locked"), std::string::npos) << reason;
  EXPECT_EQ(locked.done.wait_for(0s), std::future_status::timeout);
  locked.other.exec("COMMIT");
  locked.done.wait();
  locked.office.ended.get_future().wait();

  EXPECT_EQ(locked.office.troubles, 1);
  EXPECT_EQ(locked.other.execAndGet("SELECT count(*) FROM machine").getInt(), 1);
}

TEST(LedgerWriter, AChangeThatTheSchemaRefusesDoesNotTakeOthersWithIt) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  std::promise<std::string> committed;

  office.writer.write("an account", [](Ledger& ledger) { ledger.add_account(SlotOwner(), 5); });
  office.writer.write(
      "a machine", [](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); }, when_done(committed));
  committed.get_future().wait();

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), 1);
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM account").getInt(), 0);
}

TEST(LedgerWriter, TellsWhoWaitsForAChangeThatIsRefused) {
  const TemporaryDirectory folder;
  std::promise<std::string> refused;
  {
    Office office(folder / "l.db");
    office.writer.write(
        "an account", [](Ledger& ledger) { ledger.add_account(SlotOwner(), 5); },
        when_done(refused));
    EXPECT_NE(refused.get_future().get(), "");
    std::promise<std::string> committed;
    office.writer.write(
        "a machine", [](Ledger& ledger) { ledger.add_machine(1, "vm1", 5); }, when_done(committed));
    EXPECT_EQ(committed.get_future().get(), "");
    EXPECT_EQ(office.missed, std::vector<std::string>{"an account"});
    EXPECT_EQ(office.troubles, 0) << "the file itself can be written";
  }
}

// The count of a table that is missing is left out, and each other count is written.
TEST(LedgerWriter, CountsThatAreRefusedDoNotTakeOthersWithThem) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  SQLite::Database other(folder / "l.db", SQLite::OPEN_READWRITE, 10'000);
  std::promise<std::string> added;
  SlotOwner owner;
  owner.id = 7;
  owner.machine = 1;
  set_text(owner.event, "STOP");
  office.writer.write(
      "an event",
      [owner](Ledger& ledger) {
        ledger.add_machine(1, "vm1", 5);
        ledger.add_emission_account(owner);
      },
      when_done(added));
  ASSERT_EQ(added.get_future().get(), "");
  other.exec("ALTER TABLE coverage RENAME TO hidden");
  TallySlot slot;
  slot.kind = SlotKind::emission;
  slot.owner = owner;
  slot.emissions.emissions = 3;
  const Fold fold{90'000, {slot}, {}, {{1, 5, 0}}};

  std::promise<std::string> first;
  office.writer.write_counts([fold](Ledger& ledger) { ledger.fold(fold); }, when_done(first));
  EXPECT_NE(first.get_future().get(), "") << "who hands counts in must do it again";
  EXPECT_EQ(office.missed, std::vector<std::string>{"time watched"});
  EXPECT_EQ(other.execAndGet("SELECT emissions FROM emission_account").getInt(), 3);
  other.exec("ALTER TABLE hidden RENAME TO coverage");
  std::promise<std::string> second;
  office.writer.write_counts([fold](Ledger& ledger) { ledger.fold(fold); }, when_done(second));
  EXPECT_EQ(second.get_future().get(), "");
  EXPECT_EQ(other.execAndGet("SELECT watched FROM coverage").getInt(), 5);
}

// Whoever alters the file may not be done: what follows may rest on the row that waits.
TEST(LedgerWriter, WaitsForATableThatIsMissingAndKeepsTheOrder) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  SQLite::Database other(folder / "l.db", SQLite::OPEN_READWRITE, 10'000);
  other.exec("ALTER TABLE gap RENAME TO hidden");
  std::promise<std::string> gap, machine;
  std::future<std::string> machine_done = machine.get_future();
  std::promise<void> tried;
  std::vector<std::string> order;  // [writer's thread]
  office.writer.write(
      "a gap",
      [&, is_first = true](Ledger& ledger) mutable {
        if (std::exchange(is_first, false)) tried.set_value();
        order.emplace_back("gap");
        ledger.database().exec("DELETE FROM gap");
      },
      when_done(gap));
  office.writer.write(
      "a machine",
      [&](Ledger& ledger) {
        order.emplace_back("machine");
        ledger.add_machine(1, "vm1", 5);
      },
      when_done(machine));
  tried.get_future().wait();
  other.exec("ALTER TABLE hidden RENAME TO gap");

  EXPECT_EQ(gap.get_future().get(), "");
  EXPECT_EQ(machine_done.get(), "");
  ASSERT_GE(order.size(), 2u);
  EXPECT_EQ(order[order.size() - 2], "gap");
  EXPECT_TRUE(office.missed.empty());
}

// SQLITE_FULL, as of a full disk: max_page_count is the end of the room.
TEST(LedgerWriter, WaitsForRoomInAFileThatIsFull) {
  const TemporaryDirectory folder;
  Office office(folder / "l.db");
  std::atomic<bool> has_room = false;
  std::promise<std::string> committed;
  office.writer.write(
      "much",
      [&has_room](Ledger& ledger) {
        ledger.database().execAndGet(has_room ? "PRAGMA max_page_count = 1000000"
                                              : "PRAGMA max_page_count = 1");
        ledger.database().exec("CREATE TABLE much AS SELECT zeroblob(1000000) AS bytes");
      },
      when_done(committed));
  const std::string reason = office.began.get_future().get();
  EXPECT_NE(reason.find("full"), std::string::npos) << reason;
  EXPECT_TRUE(office.missed.empty());
  has_room = true;

  EXPECT_EQ(committed.get_future().get(), "");
  EXPECT_TRUE(office.missed.empty());
}

int count_commit(void* count) {
  ++*static_cast<int*>(count);
  return 0;
}

// Halves are tried again, not each change for itself: a commit waits for the disk.
TEST(LedgerWriter, AChangeThatIsRefusedCostsFewCommits) {
  constexpr int kChanges = 64;
  constexpr int kMostCommits = 7;  // one more than the halvings of 64
  const TemporaryDirectory folder;
  int commits = 0;
  {
    Office office(folder / "l.db");
    std::promise<void> go;
    office.writer.write("the begin", [&commits, gone = go.get_future().share()](Ledger& ledger) {
      gone.wait();
      sqlite3_commit_hook(ledger.database().getHandle(), count_commit, &commits);
    });
    for (int i = 1; i <= kChanges; ++i) {
      office.writer.write("a machine", [i](Ledger& ledger) {
        if (i == 1) return ledger.add_account(SlotOwner(), 5);
        ledger.add_machine(static_cast<std::uint64_t>(i), "vm" + std::to_string(i), 5);
      });
    }
    go.set_value();
  }

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), kChanges - 1);
  EXPECT_LE(commits, kMostCommits + 1);  // and that of the begin
}

TEST(LedgerWriter, CommitsWhatWaitsWhenItEnds) {
  const TemporaryDirectory folder;
  {
    Office office(folder / "l.db");
    for (std::uint64_t id = 1; id <= 100; ++id) {
      office.writer.write("a machine", [id](Ledger& ledger) {
        ledger.add_machine(id, "vm" + std::to_string(id), 5);
      });
    }
  }

  SQLite::Database reader(folder / "l.db");
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM machine").getInt(), 100);
}

}  // namespace
}  // namespace signalbox
