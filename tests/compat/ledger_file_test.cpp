// SPDX-License-Identifier: Apache-2.0
#include "compat/ledger_file.hpp"

#include <sys/stat.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "compat/balance.hpp"
#include "compat/ledger_error.hpp"
#include "compat/migrate.hpp"
#include "compat/sha256.hpp"
#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

using Kind = LedgerError::Kind;

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

int mode_of(const std::filesystem::path& file) {
  struct stat status {};
  EXPECT_EQ(stat(file.c_str(), &status), 0);
  return status.st_mode & 0777;
}

// The file is refused for that reason, and left as it was.
void expect_refused(const std::filesystem::path& file, Kind kind, const std::string& words) {
  const std::string before = content(file);
  try {
    open_ledger(file);
    FAIL() << file << " was opened";
  } catch (const LedgerError& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos) << error.what();
  }
  EXPECT_EQ(content(file), before);
}

TEST(LedgerFile, IsReadableByItsOwnerAlone) {
  const TemporaryDirectory folder;
  const auto ledger = open_ledger(folder / "l.db");
  ledger->exec("INSERT INTO ledger VALUES (1, '012345678901234567890123456789012345', 0)");

  EXPECT_EQ(mode_of(folder / "l.db"), 0600);
  EXPECT_EQ(mode_of(folder / "l.db-wal"), 0600);
}

TEST(LedgerFile, CanBeOpenedAgain) {
  const TemporaryDirectory folder;
  open_ledger(folder / "l.db");

  const auto ledger = open_ledger(folder / "l.db");

  EXPECT_EQ(ledger->execAndGet("PRAGMA user_version").getInt(), migrations().back().number);
  EXPECT_EQ(ledger->execAndGet("PRAGMA synchronous").getInt(), 2);
  EXPECT_EQ(ledger->execAndGet("PRAGMA foreign_keys").getInt(), 1);
  EXPECT_STREQ(ledger->execAndGet("PRAGMA journal_mode").getText(), "wal");
}

TEST(LedgerFile, IsNotAnyFile) {
  const TemporaryDirectory folder;
  std::ofstream(folder / "notes.txt") << std::string(4096, 'x');

  expect_refused(folder / "notes.txt", Kind::not_a_ledger,
                 "is not a ledger; give the path of a ledger");
}

TEST(LedgerFile, IsNotAnyDatabase) {
  const TemporaryDirectory folder;
  SQLite::Database(folder / "other.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("CREATE TABLE t (a)");

  expect_refused(folder / "other.db", Kind::not_a_ledger,
                 "is a database, but not a ledger; give the path of a ledger");
}

TEST(LedgerFile, OfANewerVersionIsRefusedForWritingAndReadForReports) {
  const TemporaryDirectory folder;
  open_ledger(folder / "l.db")->exec("PRAGMA user_version = 99");

  expect_refused(folder / "l.db", Kind::newer, "is of version 99");
  EXPECT_TRUE(is_newer(*open_ledger_read_only(folder / "l.db")));
}

TEST(LedgerFile, ThatIsDamagedIsRefused) {
  const TemporaryDirectory folder;
  {
    const auto ledger = open_ledger(folder / "l.db");
    ledger->exec("PRAGMA journal_mode = DELETE");
  }
  std::fstream file(folder / "l.db", std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(3 * 4096, '\x5a');
  file.close();

  expect_refused(folder / "l.db", Kind::damaged, "is damaged");
}

TEST(LedgerFile, InADirectoryThatIsMissingIsAnErrorWithTheSystemsText) {
  const TemporaryDirectory folder;
  try {
    open_ledger(folder / "no/such/l.db");
    FAIL();
  } catch (const LedgerError& error) {
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos);
  }
}

TEST(LedgerFile, ThatIsNotThereIsNotMadeByReaders) {
  const TemporaryDirectory folder;

  EXPECT_THROW(open_ledger_read_only(folder / "l.db"), LedgerError);
  EXPECT_FALSE(std::filesystem::exists(folder / "l.db"));
}

// --- migrations
// ------------------------------------------------------------------------------------

TEST(Migrate, AFileOfVersion1OpensAndItsBooksBalance) {
  const TemporaryDirectory folder;
  SQLite::Database(folder / "l.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec(content(SIGNALBOX_GOLDEN "/ledger_v1.sql"));

  const auto ledger = open_ledger(folder / "l.db");

  EXPECT_EQ(imbalances(*ledger), std::vector<std::string>());
  EXPECT_EQ(ledger->execAndGet("SELECT sum(delivered) FROM use").getInt(), 6);
}

TEST(Migrate, EmbedsEachStepWithItsDigest) {
  for (const Migration& step : migrations()) EXPECT_EQ(hex_of(sha256_of(step.sql)), step.sha256);
}

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'795'000'000)};

std::vector<Migration> with(const char* sql) {
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  steps.push_back({steps.back().number + 1, "next", sql, "digest"});
  return steps;
}

std::vector<std::filesystem::path> backups(const TemporaryDirectory& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& each : std::filesystem::directory_iterator(folder / "")) {
    if (each.path().extension() == ".backup") found.push_back(each.path());
  }
  return found;
}

TEST(Migrate, BacksUpBeforeTheFirstStepOnAFileThatHasContent) {
  const TemporaryDirectory folder;
  const auto ledger = open_ledger(folder / "l.db");
  EXPECT_TRUE(backups(folder).empty());

  migrate(*ledger, folder / "l.db", with("CREATE TABLE added (id INTEGER) STRICT;"), kNow);

  ASSERT_EQ(backups(folder).size(), 1u);
  EXPECT_EQ(mode_of(backups(folder).front()), 0600);
  const auto backup = open_ledger_read_only(backups(folder).front());
  EXPECT_FALSE(backup->tableExists("added"));
  EXPECT_TRUE(ledger->tableExists("added"));
}

TEST(Migrate, AStepThatFailsLeavesNothing) {
  const TemporaryDirectory folder;
  const auto ledger = open_ledger(folder / "l.db");

  EXPECT_ANY_THROW(
      migrate(*ledger, folder / "l.db",
              with("CREATE TABLE added (id INTEGER) STRICT; INSERT INTO no VALUES (1);"), kNow));

  EXPECT_FALSE(ledger->tableExists("added"));
  EXPECT_EQ(ledger->execAndGet("PRAGMA user_version").getInt(), migrations().back().number);
}

TEST(Migrate, RefusesAFileMadeByAnotherStepOfTheSameNumber) {
  const TemporaryDirectory folder;
  open_ledger(folder / "l.db")->exec("UPDATE migration SET sha256 = 'other'");

  EXPECT_THROW(open_ledger(folder / "l.db"), LedgerError);
}

}  // namespace
}  // namespace signalbox
