// SPDX-License-Identifier: Apache-2.0
#include "host/command_line.hpp"

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

namespace fs = std::filesystem;

CommandLine read(std::initializer_list<const char*> words) {
  std::vector<const char*> all = {"signalboxd"};
  all.insert(all.end(), words);
  return read_command_line(static_cast<int>(all.size()), all.data());
}

std::string error_of(std::initializer_list<const char*> words) {
  try {
    read(words);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

// What a --plugin's keys become.
std::string json_of(const char* plugin) {
  return read({"--listen", "unix:m", "--plugin", plugin}).config.machines.at(0).plugins.at(0).json;
}

TEST(CommandLine, MakesOneMachine) {
  const CommandLine line =
      read({"--listen", "unix:m.qmp", "--listen", "tcp:[::1]:0", "--plugin", "block", "--plugin",
            "legacy:paused=true", "--plugin-dir", "plugins", "--admin", "unix:/a.sock", "--ledger",
            "l.db", "--name", "vm1", "--log-level", "debug"});

  ASSERT_FALSE(line.exit);
  const MachineConfig& machine = line.config.machines.at(0);
  EXPECT_EQ(machine.name, "vm1");
  EXPECT_EQ(machine.listeners.at(0).address, "unix:" + (fs::current_path() / "m.qmp").string());
  EXPECT_EQ(machine.listeners.at(1).address, "tcp:[::1]:0");
  EXPECT_EQ(machine.plugins.at(0).json, "{}");
  EXPECT_EQ(machine.plugins.at(1).json, R"({"paused":"true"})");
  EXPECT_EQ(machine.plugin_dirs.at(0), fs::current_path() / "plugins");
  EXPECT_EQ(line.config.admin->listeners.at(0).address, "unix:/a.sock");
  EXPECT_EQ(line.config.ledger, fs::current_path() / "l.db");
  EXPECT_EQ(line.config.log_level, LogLevel::debug);
}

TEST(CommandLine, ReadsTheFile) {
  const CommandLine line = read({"--config", EXAMPLE_CONFIG, "--check-config"});

  EXPECT_TRUE(line.check_config);
  EXPECT_EQ(line.config.machines.size(), 2u);
}

TEST(CommandLine, TakesUpstreamsAsMonitorsOfTheBridge) {
  const CommandLine line =
      read({"--listen", "unix:m", "--upstream", "unix:a", "--upstream", "unix:b"});

  EXPECT_EQ(line.config.machines.at(0).plugins.at(0).name, "qemu");
  EXPECT_EQ(line.config.machines.at(0).plugins.at(0).json, R"({"monitor":["unix:a","unix:b"]})");
}

TEST(CommandLine, JoinsWhatIsSaidOfOnePlugin) {
  const CommandLine line =
      read({"--listen", "unix:m", "--plugin", "block:a=1", "--plugin", "block:b=2"});

  EXPECT_EQ(line.config.machines.at(0).plugins.size(), 1u);
  EXPECT_EQ(line.config.machines.at(0).plugins.at(0).json, R"({"a":"1","b":"2"})");
}

TEST(CommandLine, NestsKeysWithDots) {
  EXPECT_EQ(json_of("block:drive.id=disk0,drive.file=a.img"),
            R"({"drive":{"id":"disk0","file":"a.img"}})");
}

TEST(CommandLine, MakesAListOfKeysThatRepeat) {
  EXPECT_EQ(json_of("qemu:monitor=unix:a,monitor=unix:b"), R"({"monitor":["unix:a","unix:b"]})");
}

TEST(CommandLine, MakesAListOfNumberedKeys) {
  EXPECT_EQ(json_of("block:drive.0.id=a,drive.0.file=x,drive.1.id=b"),
            R"({"drive":[{"id":"a","file":"x"},{"id":"b"}]})");
}

TEST(CommandLine, TakesTwoCommasForOne) {
  EXPECT_EQ(json_of("block:file=a,,b,id=c"), R"({"file":"a,b","id":"c"})");
}

TEST(CommandLine, NamesAKeyThatCannotBe) {
  EXPECT_EQ(error_of({"--listen", "unix:m", "--plugin", "block:drive"}),
            "--plugin: 'drive' is not key=value");
  EXPECT_EQ(error_of({"--listen", "unix:m", "--plugin", "block:a..b=1"}),
            "--plugin: 'a..b=1' has an empty name");
  EXPECT_EQ(error_of({"--listen", "unix:m", "--plugin", "block:a.1=x"}),
            "--plugin: 'a.1=x' skips a number, they count from 0");
  EXPECT_EQ(error_of({"--listen", "unix:m", "--plugin", "block:a.0=x,a.0=y"}),
            "--plugin: 'a.0=y' is given twice");
}

TEST(CommandLine, NamesAnAddressThatIsNone) {
  EXPECT_EQ(error_of({"--listen", "m.qmp"}),
            "--listen m.qmp: an address is unix:PATH, tcp:HOST:PORT or fd:N");
}

TEST(CommandLine, ExitsWithTwoOnWrongUse) {
  EXPECT_EQ(read({}).exit, exit_usage);
  EXPECT_EQ(read({"--lisen", "unix:m"}).exit, exit_usage);
  EXPECT_EQ(read({"--config", "x", "--listen", "unix:m"}).exit, exit_usage);
  EXPECT_EQ(read({"--config", "x", "--ledger", "l.db"}).exit, exit_usage);
}

TEST(CommandLine, ExitsCleanlyAfterHelpAndVersion) {
  EXPECT_EQ(read({"--help"}).exit, exit_clean);
  EXPECT_EQ(read({"--version"}).exit, exit_clean);
}

}  // namespace
}  // namespace signalbox
