// SPDX-License-Identifier: Apache-2.0
#include "compat/tally.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "compat/ledger_error.hpp"
#include "compat/tally_contents.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

SlotOwner owner(std::uint64_t id) {
  SlotOwner owner;
  owner.id = id;
  set_text(owner.event, "STOP");
  return owner;
}

TEST(Tally, IsReadWhileItCounts) {
  const TemporaryDirectory folder;
  Tally tally(folder / "l.db");
  tally.begin(3, "uuid");
  tally.beat(1000);
  TallySlot& slot = tally.take(SlotKind::account, owner(7));

  slot.account.delivered += 5;

  const TallyContents contents = read_tally(tally.path());
  EXPECT_EQ(contents.run, 3u);
  EXPECT_EQ(contents.ledger, "uuid");
  EXPECT_EQ(contents.heartbeat, 1000);
  ASSERT_EQ(contents.slots.size(), 1u);
  EXPECT_EQ(contents.slots[0].owner.id, 7u);
  EXPECT_EQ(contents.slots[0].account.delivered, 5u);
}

TEST(Tally, GivesZeroedSlotsAlsoForTheSecondTime) {
  const TemporaryDirectory folder;
  Tally tally(folder / "l.db");
  tally.begin(1, "uuid");
  TallySlot& first = tally.take(SlotKind::account, owner(1));
  first.account.due = 9;
  tally.give_back(first);
  EXPECT_TRUE(read_tally(tally.path()).slots.empty());

  TallySlot& second = tally.take(SlotKind::account, owner(2));

  EXPECT_EQ(&second, &first);
  EXPECT_EQ(second.account.due, 0u);
}

TEST(Tally, TellsOnlyWhatHasChanged) {
  const TemporaryDirectory folder;
  Tally tally(folder / "l.db");
  tally.begin(1, "uuid");
  TallySlot& slot = tally.take(SlotKind::account, owner(1));
  tally.take(SlotKind::account, owner(2));
  slot.account.due = 1;

  EXPECT_EQ(tally.changed().size(), 1u);
  EXPECT_TRUE(tally.changed().empty());
  tally.give_back(slot);
  tally.take(SlotKind::account, owner(3)).account.due = 1;  // the same slot and number, another's
  EXPECT_EQ(tally.changed().size(), 1u);
}

TEST(Tally, KeepsAddressesWhileItGrows) {
  const TemporaryDirectory folder;
  Tally tally(folder / "l.db");
  tally.begin(1, "uuid");
  TallySlot& first = tally.take(SlotKind::account, owner(1));
  for (std::uint64_t id = 2; id <= 3 * kSlotsPerBlock; ++id) {
    tally.take(SlotKind::account, owner(id)).account.due = id;
  }
  first.account.due = 1;

  const TallyContents contents = read_tally(tally.path());

  ASSERT_EQ(contents.slots.size(), 3 * kSlotsPerBlock);
  for (const TallySlot& slot : contents.slots) EXPECT_EQ(slot.account.due, slot.owner.id);
}

TEST(Tally, ASecondHostIsRefusedWithTheNameOfTheFirst) {
  const TemporaryDirectory folder;
  Tally first(folder / "l.db");
  first.begin(1, "uuid");
  try {
    Tally second(folder / "l.db");
    FAIL();
  } catch (const LedgerError& error) {
    EXPECT_EQ(error.kind(), LedgerError::Kind::in_use);
    EXPECT_EQ(error.what(), "Ledger '" + (folder / "l.db").string() +
                                "' is in use by another host, process " + std::to_string(getpid()));
  }
}

TEST(Tally, OfAKilledHostIsFreeAndHasItsCounts) {
  const TemporaryDirectory folder;
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t host = fork();
  if (host == 0) {
    Tally tally(folder / "l.db");
    tally.begin(1, "uuid");
    tally.take(SlotKind::account, owner(7)).account.delivered = 42;
    (void)!write(ready[1], "x", 1);
    pause();
    _exit(0);
  }
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  kill(host, SIGKILL);
  waitpid(host, nullptr, 0);

  const Tally successor(folder / "l.db");

  const TallyContents contents = read_tally(successor.path());
  ASSERT_EQ(contents.slots.size(), 1u);
  EXPECT_EQ(contents.slots[0].account.delivered, 42u);
}

// Whatever is done to the file: the process lives, and a tally of the present counts is there
// again.
class LostTally : public testing::Test {
 protected:
  LostTally() {
    slot_.account.due = slot_.account.delivered = 5;
    tally_.changed();
  }

  TallySlot& take_first() {
    tally_.begin(3, "uuid");
    tally_.beat(1000);
    return tally_.take(SlotKind::account, owner(7));
  }

  void expect_new_file(std::uint64_t delivered) {
    EXPECT_TRUE(tally_.is_durable()) << strerror(tally_.refusal());
    EXPECT_EQ(tally_.look(), Tally::Look::fine);
    slot_.account.delivered += 1;
    const TallyContents contents = read_tally(tally_.path());
    EXPECT_EQ(contents.run, 3u);
    EXPECT_EQ(contents.heartbeat, 1000);
    ASSERT_EQ(contents.slots.size(), 1u);
    EXPECT_EQ(contents.slots[0].account.delivered, delivered + 1);
  }

  const TemporaryDirectory folder_;
  Tally tally_{folder_ / "l.db"};
  TallySlot& slot_ = take_first();
};

TEST_F(LostTally, ShortenedToNothing) {
  ASSERT_EQ(truncate(tally_.path().c_str(), 0), 0);
  slot_.account.delivered += 2;  // a touch of what is gone
  EXPECT_EQ(tally_.look(), Tally::Look::overwritten);
  expect_new_file(5);
}

TEST_F(LostTally, ShortenedInTheMiddle) {
  ASSERT_EQ(truncate(tally_.path().c_str(), kTallyHeaderBytes + 10), 0);
  EXPECT_EQ(tally_.look(), Tally::Look::overwritten);
  expect_new_file(5);
}

TEST_F(LostTally, OverwrittenByAnOlderCopy) {
  const auto copy = folder_ / "older";
  std::filesystem::copy_file(tally_.path(), copy);
  slot_.account.delivered = 50;
  slot_.account.due = 50;
  tally_.changed();
  tally_.beat(1001);
  std::ofstream(tally_.path(), std::ios::binary) << std::ifstream(copy, std::ios::binary).rdbuf();
  EXPECT_EQ(tally_.look(), Tally::Look::overwritten);
  tally_.beat(1000);
  expect_new_file(50);
}

// Garbage in the slots is not taken for counts.
TEST_F(LostTally, OverwrittenBehindItsHeader) {
  std::fstream file(tally_.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(kTallyHeaderBytes);
  file << std::string(8000, '\xff');
  file.close();
  EXPECT_TRUE(tally_.changed().empty());
  EXPECT_EQ(tally_.look(), Tally::Look::overwritten);
  expect_new_file(5);
}

TEST_F(LostTally, SlotsOverwrittenByOlderOnes) {
  std::string older(sizeof(TallySlot), ' ');
  std::fstream file(tally_.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(kTallyHeaderBytes);
  file.read(older.data(), sizeof(TallySlot));
  slot_.account.delivered = slot_.account.due = 50;
  tally_.changed();
  file.seekp(kTallyHeaderBytes);
  file << older;
  file.close();
  EXPECT_TRUE(tally_.changed().empty());
  EXPECT_EQ(tally_.look(), Tally::Look::overwritten);
  expect_new_file(50);
}

TEST_F(LostTally, RemovedItLosesNothing) {
  std::filesystem::remove(tally_.path());
  slot_.account.delivered += 2;
  EXPECT_EQ(tally_.look(), Tally::Look::moved);
  expect_new_file(7);
}

TEST_F(LostTally, ReplacedByAnotherFile) {
  std::ofstream(folder_ / "other") << "other";
  std::filesystem::rename(folder_ / "other", tally_.path());
  slot_.account.delivered += 2;
  EXPECT_EQ(tally_.look(), Tally::Look::moved);
  expect_new_file(7);
}

TEST_F(LostTally, CountsInMemoryWhereAnotherHoldsTheNewFile) {
  std::filesystem::remove(tally_.path());
  const int other = open(tally_.path().c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(flock(other, LOCK_EX), 0);
  EXPECT_EQ(tally_.look(), Tally::Look::moved);
  EXPECT_FALSE(tally_.is_durable());
  slot_.account.delivered += 2;
  close(other);
  EXPECT_EQ(tally_.look(), Tally::Look::fine) << "it was lost before";
  expect_new_file(7);
}

TEST(Tally, ASecondHostIsRefusedWhenTheTallyWasRemoved) {
  const TemporaryDirectory folder;
  Tally first(folder / "l.db");
  first.begin(1, "uuid");
  std::filesystem::remove(first.path());
  try {
    Tally second(folder / "l.db");
    FAIL();
  } catch (const LedgerError& error) {
    EXPECT_EQ(error.kind(), LedgerError::Kind::in_use);
  }
}

TEST(Tally, ASecondHostIsRefusedByEachNameOfTheLedger) {
  const TemporaryDirectory folder;
  const Tally first(folder / "l.db");
  std::filesystem::create_hard_link(folder / "l.db", folder / "hard.db");
  std::filesystem::create_symlink("l.db", folder / "soft.db");

  EXPECT_THROW(Tally(folder / "hard.db"), LedgerError);
  EXPECT_THROW(Tally(folder / "soft.db"), LedgerError);
}

TEST(Tally, CountsInMemoryWhereTheFileMayNotGrow) {
  const TemporaryDirectory folder;
  Tally tally(folder / "l.db");
  tally.begin(1, "uuid");
  TallySlot& durable = tally.take(SlotKind::account, owner(1));
  for (std::uint64_t id = 2; id <= kSlotsPerBlock; ++id) tally.take(SlotKind::account, owner(id));
  EXPECT_TRUE(tally.is_durable());
  rlimit former{};
  getrlimit(RLIMIT_FSIZE, &former);
  const rlimit small{64 * 1024, former.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);

  TallySlot& volatile_one = tally.take(SlotKind::account, owner(9999));
  volatile_one.account.due = 3;
  durable.account.due = 4;

  setrlimit(RLIMIT_FSIZE, &former);
  EXPECT_FALSE(tally.is_durable());
  EXPECT_EQ(tally.refusal(), EFBIG);
  EXPECT_EQ(tally.changed().size(), 2u);
  EXPECT_EQ(tally.look(), Tally::Look::fine);
  EXPECT_TRUE(tally.is_durable()) << "there is room again";
  EXPECT_EQ(read_tally(tally.path()).slots.size(), kSlotsPerBlock + 1);
}

TEST(Tally, GivesAllAgainWhenWhatItGaveDidNotArrive) {
  const TemporaryDirectory folder;
  Tally tally(folder / "l.db");
  tally.begin(1, "uuid");
  tally.take(SlotKind::account, owner(1)).account.due = 1;
  EXPECT_EQ(tally.changed().size(), 1u);
  EXPECT_TRUE(tally.changed().empty());
  tally.give_all_again();
  EXPECT_EQ(tally.changed().size(), 1u);
}

TEST(Tally, AFileThatIsNoneIsRefusedByReaders) {
  const TemporaryDirectory folder;
  const Tally tally(folder / "l.db");
  ASSERT_EQ(truncate(tally.path().c_str(), 0), 0);
  EXPECT_EQ(read_tally(tally.path()).run, 0u);
  FILE* const file = fopen(tally.path().c_str(), "w");
  fputs(std::string(8192, 'x').c_str(), file);
  fclose(file);

  EXPECT_THROW(read_tally(tally.path()), LedgerError);
}

}  // namespace
}  // namespace signalbox
