// SPDX-License-Identifier: Apache-2.0
#include "host/config.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

class Config : public testing::Test {
 protected:
  HostConfig read(const std::string& text) const {
    return read_config(directory_.write("host.info", text));
  }

  // What is said about a file, without the directory's name.
  std::string error_of(const std::string& text) const {
    return refusal_of([&] { read(text); });
  }

  std::string refusal_of(const std::function<void()>& read) const {
    try {
      read();
    } catch (const ConfigError& error) {
      return std::string(error.what()).substr(directory_.path().string().size() + 1);
    }
    return "no error";
  }

  std::string json_of(const std::string& block) const {
    return read("machine m {\n plugin p " + block + "\n}").machines.at(0).plugins.at(0).json;
  }

  std::string absolute(const std::string& name) const { return directory_.path() / name; }

  PrivateDirectory directory_;
};

std::string contents(const char* file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_F(Config, DepthIsBounded) {
  const std::string error = "host.info:2: more than 100 blocks are open; close some";

  for (const std::string open : {"{ a ", "{a ", "\"a\" {", "{ \"}}\" ", "#x {"}) {
    const std::string half = "machine m\na" + repeated(open, 500'000);
    EXPECT_EQ(error_of(half), error) << open;
    EXPECT_EQ(error_of(half + repeated("}", 500'000)), error) << open;
  }
}

TEST_F(Config, WhatLooksLikeABlockIsNone) {
  const std::string braces = repeated("{ ", 200);

  read("; " + braces + "\nmachine m { listen unix:a { client \"" + braces + "\" } } ; " + braces);
}

TEST_F(Config, IncludedFilesAreBounded) {
  const auto part = directory_.path() / "part.info";
  const std::string twice = repeated("#include \"" + part.string() + "\"\n", 2);
  directory_.write("part.info", twice);

  EXPECT_EQ(error_of(twice),
            "part.info: more than 1000 files are included; does it include itself?");
}

TEST_F(Config, PageShowsTheExample) {
  EXPECT_NE(contents(CONFIGURATION_PAGE).find("```\n" + contents(EXAMPLE_CONFIG) + "```\n"),
            std::string::npos);
}

TEST_F(Config, ReadsTheExample) {
  const HostConfig host = read_config(EXAMPLE_CONFIG);

  ASSERT_EQ(host.machines.size(), 2u);
  EXPECT_EQ(host.machines[0].plugins[0].json,
            R"({"drive":{"id":"disk0","file":"disk0.img","size":"1048576","werror":"enospc"}})");
  EXPECT_EQ(host.machines[0].plugins[1].json, "{}");
  EXPECT_TRUE(host.machines[1].listeners[0].management);
  EXPECT_EQ(host.machines[1].listeners[1].role, Role::observer);
  EXPECT_EQ(host.machines[1].listeners[1].mode, 0660);
  EXPECT_EQ(host.machines[1].listeners[1].group, "monitoring");
  EXPECT_EQ(host.machines[1].plugins[0].json,
            R"({"monitor":["unix:vm1/monitor-1","unix:vm1/monitor-2"]})");
  EXPECT_EQ(host.admin->listeners.size(), 1u);
}

TEST_F(Config, HasTheDefaultsOfTheProtocol) {
  const HostConfig host = read("machine m {\n listen unix:m.qmp\n}");

  EXPECT_FALSE(host.ledger);
  EXPECT_EQ(host.total_backlog_bytes, 1073741824u);
  EXPECT_EQ(host.log_level, LogLevel::info);
  EXPECT_EQ(host.machines[0].client_backlog_bytes, 67108864u);
  EXPECT_FALSE(host.machines[0].hold_clients);
  EXPECT_EQ(host.machines[0].listeners[0].mode, 0600);
  EXPECT_EQ(host.machines[0].listeners[0].role, Role::full);
}

TEST_F(Config, IsNotReadFromAFileThatOthersMayWriteTo) {
  const auto file = directory_.write("host.info", "machine m {\n listen unix:m.qmp\n}");
  std::filesystem::permissions(file, std::filesystem::perms(0666));

  EXPECT_THROW(read_config(file), ConfigError);
  EXPECT_THROW(read_machine_config(file), ConfigError);
}

TEST_F(Config, IncludesNoFileThatOthersMayWriteTo) {
  const auto part = directory_.write("part.info", "machine m {\n listen unix:m.qmp\n}");
  const std::string text = "log-level debug\n  #include \"" + part.string() + "\"\n";
  EXPECT_EQ(read(text).machines.size(), 1u);
  EXPECT_EQ(read(text).included, std::vector<std::filesystem::path>{part});

  std::filesystem::permissions(part, std::filesystem::perms(0666));

  EXPECT_EQ(error_of(text), "part.info: the file '" + part.string() +
                                "' can be written to by others, run chmod go-w on it");
}

TEST_F(Config, OfOneMachineIncludesNothing) {
  const auto part = directory_.write("part.info", "machine m {\n listen unix:m.qmp\n}");
  const auto file = directory_.write("m.info", "; one\n\t#include \"" + part.string() + "\"\n");

  try {
    read_machine_config(file);
    FAIL() << "read";
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.what(), file.string() +
                                ":2: a file of a machine-dir includes no other; write its "
                                "contents here");
  }
}

TEST_F(Config, TakesRelativePathsFromTheDirectoryOfTheFile) {
  const HostConfig host = read(
      "ledger { path l.db }\nmachine-dir machines\n"
      "machine m { listen unix:m.qmp plugin-dir /usr/plugins plugin-dir ../p }");

  EXPECT_EQ(host.ledger, absolute("l.db"));
  EXPECT_EQ(host.machine_dir, absolute("machines"));
  EXPECT_EQ(host.machines[0].listeners[0].address, "unix:" + absolute("m.qmp"));
  EXPECT_EQ(host.machines[0].plugin_dirs[0], "/usr/plugins");
  EXPECT_EQ(host.machines[0].plugin_dirs[1], directory_.path().parent_path() / "p");
}

TEST_F(Config, ReadsSizesWithUnits) {
  EXPECT_EQ(read("admin { listen fd:3 }\ntotal-backlog 12").total_backlog_bytes, 12u);
  EXPECT_EQ(read("admin { listen fd:3 }\ntotal-backlog 12K").total_backlog_bytes, 12288u);
  EXPECT_EQ(read("admin { listen fd:3 }\ntotal-backlog 3M").total_backlog_bytes, 3145728u);
  EXPECT_EQ(read("admin { listen fd:3 }\ntotal-backlog 2G").total_backlog_bytes, 2147483648u);
}

TEST_F(Config, ReadsLimitsAndLeavesTheRestAsTheyAre) {
  const LimitValues limits = read("admin { listen fd:3 }\nlimits { where-values 12 }").limits;
  EXPECT_EQ(limits[Limit::where_values], 12u);
  EXPECT_EQ(limits[Limit::session_connections], 1024u);
}

TEST_F(Config, MakesAListOfKeysThatRepeat) {
  EXPECT_EQ(json_of("{ a 1 b x a 2 a { c 3 } }"), R"({"a":["1","2",{"c":"3"}],"b":"x"})");
}

TEST_F(Config, KeepsTheValueOfANodeThatHasABlockToo) {
  EXPECT_EQ(json_of("{ a 1 { b 2 } }"), R"({"a":{"b":"2","":"1"}})");
}

TEST_F(Config, LeavesAPluginItsOwnKeys) {
  EXPECT_EQ(json_of("{ lisen x }"), R"({"lisen":"x"})");
}

TEST_F(Config, ReadsTheOneMachineOfAFile) {
  const auto file = directory_.write("m.info", "machine m { listen fd:3 }");

  EXPECT_EQ(read_machine_config(file).name, "m");
}

TEST_F(Config, RefusesOtherKeysInTheFileOfAMachine) {
  const auto file = directory_.write("m.info", "machine m { listen fd:3 }\nadmin { listen fd:4 }");

  EXPECT_THROW(read_machine_config(file), ConfigError);
}

TEST_F(Config, SaysWhyAFileCannotBeRead) {
  EXPECT_THROW(
      {
        try {
          read_config(directory_.path() / "absent.info");
        } catch (const ConfigError& error) {
          EXPECT_EQ(error.what(), absolute("absent.info") + ": No such file or directory");
          throw;
        }
      },
      ConfigError);
}

TEST_F(Config, SaysThatADirectoryIsNoFile) {
  EXPECT_THROW(read_config(directory_.path()), ConfigError);
}

// Without a writer: open() would wait for one.
TEST_F(Config, IsNoFifoThatNobodyWritesTo) {
  const std::string fifo = absolute("part.info");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);

  EXPECT_EQ(refusal_of([&] { read_machine_config(fifo); }),
            "part.info: is not a regular file; write its contents into one");
  EXPECT_EQ(error_of("#include \"" + fifo + "\"\n"),
            "part.info: is not a regular file; write its contents into one");
  EXPECT_EQ(refusal_of([&] { read_config(fifo); }),
            "part.info: nothing to serve: a machine, machine-dir or admin is due");
}

// Such as <(…) of a shell.
TEST_F(Config, MayComeThroughAPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string text = "machine piped { }\n";
  ASSERT_EQ(write(ends[1], text.data(), text.size()), ssize_t(text.size()));
  close(ends[1]);

  EXPECT_EQ(read_config("/dev/fd/" + std::to_string(ends[0])).machines.at(0).name, "piped");
  close(ends[0]);
}

// Such a file is read between two turns of the loop.
TEST_F(Config, OfOneMachineIsNotLarge) {
  const std::string machine = "machine m { }\n";
  const std::size_t most = 1 << 20;
  const auto file = directory_.write("part.info", machine);
  const auto read = [&file] { read_machine_config(file); };

  std::filesystem::resize_file(file, std::uintmax_t{1} << 40);
  EXPECT_EQ(refusal_of(read),
            "part.info: comes to more than 1048576 bytes, the most for a file of a machine-dir; "
            "take out what is not needed");
  directory_.write("part.info", machine + ";" + std::string(most - machine.size() - 1, 'x'));
  EXPECT_EQ(refusal_of(read), "no error");
}

TEST_F(Config, IsNotLargeWithWhatItIncludes) {
  const std::string part = directory_.write("part.info", ";" + std::string(9 << 20, 'x'));
  const std::string include = "#include \"" + part + "\"\n";

  EXPECT_EQ(error_of("machine m { }\n" + include), "no error");
  EXPECT_EQ(
      error_of("machine m { }\n" + include + include),
      "part.info: comes to more than 16777216 bytes, the most for a configuration and what it "
      "includes; take out what is not needed");
}

TEST_F(Config, ShowsTheBeginningOfWhatIsLong) {
  const std::string shown = repeated("k", 63) + "…";

  EXPECT_EQ(error_of(repeated("k", 63) + repeated("é", 500'000) + " 1"),
            "host.info: unknown key '" + shown + "', the nearest known key is 'total-backlog'");
  EXPECT_EQ(
      error_of("log-level " + repeated("x", 3'000'000)),
      "host.info: log-level " + repeated("x", 256) + "…: a level is debug, info, warning or error");
}

TEST_F(Config, AMachineHasNotVeryManyParts) {
  const std::string wrong =
      "host.info: machine m: a machine has at most 256 keys 'listen', 256 'plugin' and 256 "
      "'plugin-dir'; make more machines";
  std::string plugins;
  std::string listeners;
  for (int i = 0; i < 257; ++i) {
    plugins += "plugin p" + std::to_string(i) + "\n";
    listeners += "listen fd:" + std::to_string(i) + "\n";
  }

  EXPECT_EQ(error_of("machine m { " + repeated("plugin-dir d\n", 256) + " }"), "no error");
  for (const std::string& each : {repeated("plugin-dir d\n", 257), plugins, listeners}) {
    EXPECT_EQ(error_of("machine m { " + each + " }"), wrong);
  }
}

TEST_F(Config, NamesOfMachinesArePrintable) {
  const std::string wrong =
      ": a machine's name is valid UTF-8 of at most 128 bytes without control characters";
  const std::string longest = repeated("é", 64);

  EXPECT_EQ(read("machine " + longest + " { }").machines.at(0).name, longest);
  EXPECT_EQ(error_of("machine " + longest + "x { }"),
            "host.info: machine " + longest + "x" + wrong);
  for (const std::string each : {"a\xff", "a\x1b[31m", "a\x7f", "a\xc2\x9b"}) {
    EXPECT_EQ(error_of("machine \"" + each + "\" { }"), "host.info: machine " + each + wrong);
  }
  EXPECT_EQ(refusal_of([&] {
              read_machine_config(directory_.write("part.info", "machine \"a\\n\" { }"));
            }),
            "part.info: machine a\n" + wrong);
}

struct Mistake {
  const char* text;
  const char* error;
};

class ConfigMistake : public Config, public testing::WithParamInterface<Mistake> {};

TEST_P(ConfigMistake, IsNamedByPlaceAndKey) {
  EXPECT_EQ(error_of(GetParam().text), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, ConfigMistake,
    testing::Values(
        Mistake{"machine m {\n}\n}", "host.info:3: unmatched }"},
        Mistake{"", "host.info: nothing to serve: a machine, machine-dir or admin is due"},
        Mistake{"machin m {}",
                "host.info: unknown key 'machin', the nearest known key is 'machine'"},
        Mistake{"machine m { lisen unix:x }",
                "host.info: machine m: unknown key 'lisen', the nearest known key is 'listen'"},
        Mistake{"machine m { listen unix:x { rol full } }",
                "host.info: machine m: listen unix:x: unknown key 'rol', the nearest known key is "
                "'role'"},
        Mistake{"machine { }", "host.info: machine: a value is missing"},
        Mistake{"machine m { } machine m { }",
                "host.info: machine m: the name is taken by another machine"},
        Mistake{"machine m { listen unix:x } machine n { listen unix:./x }",
                "host.info: machine n: listen unix:./x: another listener has the address"},
        Mistake{"machine m { listen x }",
                "host.info: machine m: listen x: an address is unix:PATH, tcp:HOST:PORT or fd:N"},
        Mistake{"machine m { listen unix:x { role watcher } }",
                "host.info: machine m: listen unix:x: role watcher: a role is full or observer"},
        Mistake{"machine m { listen unix:x { mode 0888 } }",
                "host.info: machine m: listen unix:x: mode 0888: '0888' is not a file mode, such "
                "as 0660"},
        Mistake{"machine m { listen tcp::0 { mode 0600 } }",
                "host.info: machine m: listen tcp::0: mode 0600: only a unix: listener has a file"},
        Mistake{"machine m { listen unix:x { management yes } }",
                "host.info: machine m: listen unix:x: management yes: 'yes' is neither true nor "
                "false"},
        Mistake{"machine m { answer-limit soon }",
                "host.info: machine m: answer-limit soon: 'soon' is not a number of seconds, 0 to "
                "86400"},
        Mistake{"machine m { client-backlog 64Q }",
                "host.info: machine m: client-backlog 64Q: '64Q' is not a size, such as 1048576, "
                "1024K, 64M or 1G"},
        Mistake{"machine m { client-backlog 99999999999G }",
                "host.info: machine m: client-backlog 99999999999G: '99999999999G' is not a size, "
                "such as 1048576, 1024K, 64M or 1G"},
        Mistake{"machine m { client-backlog 1 client-backlog 2 }",
                "host.info: machine m: key 'client-backlog' stands more than once"},
        Mistake{"machine m { client-backlog 1 { x 2 } }",
                "host.info: machine m: client-backlog 1: key 'x' is unexpected, a value without a "
                "block is due"},
        Mistake{"machine m { plugin p  plugin p }",
                "host.info: machine m: plugin p: the plugin stands more than once"},
        Mistake{"machine m { plugin p { a \"\xff\" } }",
                "host.info: machine m: plugin p: text that is not UTF-8, or nested more deeply "
                "than 64 blocks"},
        Mistake{"ledger x.db",
                "host.info: ledger x.db: value 'x.db' is unexpected, a block { … } is due"},
        Mistake{"ledger { }", "host.info: ledger: key 'path' is missing"},
        Mistake{"admin { }", "host.info: admin: key 'listen' is missing"},
        Mistake{"admin { listen unix:x { mode 0666 } }",
                "host.info: admin: listen unix:x: key 'mode' is unexpected, a value without a "
                "block is due"},
        Mistake{"admin { listen tcp:127.0.0.1:0 }",
                "host.info: admin: listen tcp:127.0.0.1:0: a host is administered over Unix "
                "sockets only: unix:PATH, or fd:N of one"},
        Mistake{"machine m { listen tcp::0 }",
                "host.info: machine m: listen tcp::0: other computers can connect, and nothing is "
                "encrypted; listen on loopback, or set insecure true"},
        Mistake{"metrics { listen tcp:192.0.2.1:80 }",
                "host.info: metrics: listen tcp:192.0.2.1:80: other computers can connect, and "
                "nothing is encrypted; listen on loopback, or set insecure true"},
        Mistake{"limits { session-connection 5 }",
                "host.info: limits: unknown key 'session-connection', the nearest known key is "
                "'session-connections'"},
        Mistake{"limits { where-values 0 }",
                "host.info: limits: where-values 0: '0' is not a number of at least 1"},
        Mistake{"log-level loud",
                "host.info: log-level loud: a level is debug, info, warning or error"}));

}  // namespace
}  // namespace signalbox
