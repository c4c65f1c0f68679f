// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>

#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

struct Outcome {
  int status;
  std::string output;  // and errors
};

Outcome run(const std::string& words) {
  FILE* const pipe = popen((SIGNALBOXD " " + words + " 2>&1").c_str(), "r");
  Outcome outcome = {-1, ""};
  for (int c; (c = std::fgetc(pipe)) != EOF;) outcome.output += static_cast<char>(c);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
  return outcome;
}

TEST(Program, SaysWhatAConfigurationServes) {
  const PrivateDirectory directory;
  const std::string file =
      directory.write("host.info", "machine m { listen unix:m.qmp plugin block }");

  const Outcome outcome = run("--check-config --config " + file);

  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "machine m\n  unix:" + (directory.path() / "m.qmp").string() +
                                "\n  plugin block\nthe configuration can be used\n");
}

TEST(Program, CanUseTheExample) {
  EXPECT_EQ(run("--check-config --config " EXAMPLE_CONFIG).status, 0);
}

TEST(Program, ExitsWithTwoAndOneLineForAnUnknownKey) {
  const PrivateDirectory directory;
  const std::string file = directory.write("host.info", "machine m { lisen unix:x }");

  const Outcome outcome = run("--check-config --config " + file);

  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.output, "signalboxd: " + file +
                                ": machine m: unknown key 'lisen', the nearest known key is "
                                "'listen'\n");
}

TEST(Program, ExitsWithTwoForAnUnknownOption) {
  EXPECT_EQ(run("--lisen unix:x").status, 2);
}

TEST(Program, TellsItsExitStatusInTheHelp) {
  const Outcome outcome = run("--help");

  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.output.find("Exit status: 0 stopped cleanly, 1 failed while running, 2 wrong"),
            std::string::npos);
}

}  // namespace
}  // namespace signalbox
