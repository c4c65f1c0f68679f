// SPDX-License-Identifier: Apache-2.0
//
// The program `signalbox`, as a shell sees it.
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "tests/compat/temporary_directory.hpp"

namespace signalbox {
namespace {

struct Outcome {
  int code;
  std::string text;  // stdout and stderr
};

Outcome signalbox(const std::string& arguments) {
  FILE* const pipe = popen((std::string(SIGNALBOX " ") + arguments + " 2>&1").c_str(), "r");
  std::string text;
  char buffer[4096];
  while (const std::size_t got = fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, got);
  return {WEXITSTATUS(pclose(pipe)), text};
}

// The golden ledger of version 1, in a directory of its own.
class LedgerCommand : public testing::Test {
 protected:
  LedgerCommand() {
    std::stringstream sql;
    sql << std::ifstream(SIGNALBOX_GOLDEN "/ledger_v1.sql").rdbuf();
    SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql.str());
  }

  void change(const std::string& sql) { SQLite::Database(file, SQLite::OPEN_READWRITE).exec(sql); }

  TemporaryDirectory folder;
  const std::string file = folder / "l.db";
};

TEST_F(LedgerCommand, ReportFitsTheTerminalAndCountsAsTheRowsDo) {
  for (const char* const by : {"event", "client"}) {
    const Outcome report = signalbox("ledger report --by " + std::string(by) + " --ledger " + file);

    EXPECT_EQ(report.code, 0) << report.text;
    std::istringstream lines(report.text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  }
  const Outcome csv = signalbox("ledger report --format csv --ledger " + file);
  EXPECT_NE(csv.text.find("\nSTOP,3,2,1,1,4,0,"), std::string::npos) << csv.text;
  EXPECT_NE(csv.text.find("\nRESUME,3,2,0,1,2,0,"), std::string::npos) << csv.text;
}

TEST_F(LedgerCommand, ReportIsInEachFormat) {
  const std::string report = "ledger report --ledger " + file + " --format ";

  EXPECT_EQ(
      signalbox(report + "json").text.rfind("{\"schema\":\"signalbox-report-1\",\"events\":[{", 0),
      0u);
  EXPECT_EQ(signalbox(report + "markdown").text.rfind("| event |", 0), 0u);
  EXPECT_EQ(signalbox(report + "csv").text.rfind("event,emitted,", 0), 0u);
}

TEST_F(LedgerCommand, ReportChangesNothing) {
  change("PRAGMA journal_mode = DELETE");
  const auto before = std::filesystem::last_write_time(file);

  signalbox("ledger report --ledger " + file);

  EXPECT_EQ(std::filesystem::last_write_time(file), before);
}

TEST_F(LedgerCommand, ANewerLedgerIsReportedAndNotChecked) {
  ASSERT_EQ(signalbox("ledger migrate --ledger " + file).code, 0);
  change("PRAGMA user_version = 99");

  EXPECT_EQ(signalbox("ledger report --ledger " + file).code, 0);
  EXPECT_EQ(signalbox("ledger fsck --ledger " + file).code, 17);

  change("DROP TABLE coverage");
  EXPECT_EQ(signalbox("ledger report --ledger " + file).code, 17);
}

TEST_F(LedgerCommand, FsckTellsBooksThatBalanceFromThoseThatDoNot) {
  const Outcome sound = signalbox("ledger fsck --ledger " + file);
  EXPECT_EQ(sound.code, 0);
  EXPECT_EQ(sound.text, "The books balance.\n");

  change("UPDATE use SET delivered = delivered + 1 WHERE id = 1");

  const Outcome broken = signalbox("ledger fsck --ledger " + file);
  EXPECT_EQ(broken.code, 1);
  EXPECT_NE(broken.text.find("Use 1: its totals"), std::string::npos) << broken.text;
}

TEST(Signalbox, NamesTheFileThatItCannotUse) {
  const Outcome missing = signalbox("ledger report --ledger /no/such.db");
  EXPECT_EQ(missing.code, 1);
  EXPECT_EQ(missing.text,
            "signalbox: Cannot open ledger '/no/such.db': No such file or directory\n");

  EXPECT_EQ(signalbox("ledger report --ledger " SIGNALBOX).code, 1);
}

TEST(Signalbox, ExplainsItselfAndRefusesWrongUsage) {
  EXPECT_EQ(signalbox("--help").code, 0);
  EXPECT_NE(signalbox("ledger report --help").text.find("--days"), std::string::npos);
  EXPECT_EQ(signalbox("").code, 2);
  EXPECT_EQ(signalbox("ledger nonsense").code, 2);
  EXPECT_EQ(signalbox("ledger report --by colour").code, 2);
  EXPECT_EQ(signalbox("ledger report --days 0").code, 2);
}

}  // namespace
}  // namespace signalbox
