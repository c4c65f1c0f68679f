// SPDX-License-Identifier: Apache-2.0
#include "cli/suite.hpp"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include "tests/compat/temporary_directory.hpp"

namespace signalbox::cli {
namespace {

class SuiteTest : public testing::Test {
 protected:
  SuiteOrder order(const std::string& command) {
    return {.name = "old",
            .command = command,
            .directory = folder / "",
            .environment = {{"QMP_SOCKET", "/here.sock"}},
            .timeout = {},
            .output = folder / "output"};
  }

  // Runs it to its end.
  SuiteOutcome run(const SuiteOrder& what) {
    bool ended = false;
    Suite suite(
        io, what, [this](std::string_view line) { lines.emplace_back(line); },
        [&ended] { ended = true; });
    io.run();
    EXPECT_TRUE(ended);
    return suite.outcome().value_or(SuiteOutcome{});
  }

  std::string kept() const {
    std::stringstream text;
    text << std::ifstream(folder / "output").rdbuf();
    return text.str();
  }

  // Nobody has this number any more.
  static bool is_gone(const std::string& process) {
    return kill(std::stoi(process), 0) != 0 && errno == ESRCH;
  }

  boost::asio::io_context io;
  TemporaryDirectory folder;
  std::vector<std::string> lines;
};

TEST_F(SuiteTest, RunsInItsDirectoryAndEnvironmentAndGroup) {
  const SuiteOutcome outcome =
      run(order("pwd; echo $QMP_SOCKET; test $(ps -o pgid= -p $$) = $$ && echo own"));

  EXPECT_TRUE(outcome.passed()) << text_of(outcome);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(std::filesystem::canonical(lines[0]), std::filesystem::canonical(folder / ""));
  EXPECT_EQ(lines[1], "/here.sock");
  EXPECT_EQ(lines[2], "own");
}

TEST_F(SuiteTest, OutputAndErrorsAreKeptAsTheyAre) {
  const SuiteOutcome outcome = run(order(R"(printf 'a\0\377b\n'; printf end >&2)"));

  EXPECT_EQ(kept(), std::string("a\0\377b\nend", 8));
  EXPECT_EQ(outcome.output_bytes, 8u);
  EXPECT_EQ(lines, (std::vector<std::string>{std::string("a\0\377b", 4), "end"}));
}

TEST_F(SuiteTest, TellsHowItEnded) {
  EXPECT_EQ(text_of(run(order("exit 3"))), "exit code 3");
  io.restart();
  EXPECT_EQ(text_of(run(order("kill -SEGV $$"))), "killed by signal 11 (Segmentation fault)");
}

TEST_F(SuiteTest, WhatItLeavesRunningIsEnded) {
  const SuiteOutcome outcome =
      run(order("sleep 1000 & echo $!; setsid sh -c 'echo $$; exec sleep 1000' & "
                "while [ $(wc -l < output) -lt 2 ]; do :; done"));

  EXPECT_TRUE(outcome.passed());
  EXPECT_EQ(outcome.left_behind, 2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(is_gone(lines[0]));
  EXPECT_TRUE(is_gone(lines[1]));
}

TEST_F(SuiteTest, OneThatHangsIsEnded) {
  SuiteOrder hangs = order("trap '' TERM; echo $$; while :; do sleep 1000; done");
  hangs.timeout = std::chrono::milliseconds(50);

  const SuiteOutcome outcome = run(hangs);

  EXPECT_EQ(text_of(outcome), "took too long and was ended");
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(is_gone(lines[0]));
}

TEST_F(SuiteTest, IsGoneWhenItsObjectIs) {
  {
    Suite suite(
        io, order("echo $$; setsid sleep 1000 & exec sleep 1000"),
        [this](std::string_view line) { lines.emplace_back(line); }, [] {});
    while (lines.empty()) io.run_one();
  }

  EXPECT_TRUE(is_gone(lines[0]));
}

}  // namespace
}  // namespace signalbox::cli
