// SPDX-License-Identifier: Apache-2.0
#include "cli/reproducer.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace signalbox::cli {
namespace {

Comparison with_finding(Parity parity, const std::string& event) {
  Comparison comparison;
  ComparedRun run;
  run.old.passed = run.fresh.passed = true;
  Finding finding;
  finding.parity = parity;
  finding.event = event;
  run.emissions.findings.push_back(finding);
  run.emissions.by_event[event][static_cast<std::size_t>(parity)] = 1;
  comparison.runs.push_back(std::move(run));
  return comparison;
}

// A new client that misses STOP where the scenario has both of these lines.
Comparison played(const std::string& text) {
  if (text.find("-> quit") != std::string::npos) throw std::runtime_error("the host has gone");
  const bool differs =
      text.find("-> stop") != std::string::npos && text.find("-> cont") != std::string::npos;
  return with_finding(differs ? Parity::missing_new : Parity::match, "STOP");
}

TEST(Reproducer, ADifferenceIsNamedByClassAndEvent) {
  EXPECT_EQ(first_failure_of(with_finding(Parity::missing_new, "STOP")), "missing-new STOP");
  EXPECT_EQ(failures_of(with_finding(Parity::duplicate, "RESET")),
            std::set<std::string>({"duplicate RESET"}));
}

TEST(Reproducer, KeepsTheStepsThatTheDifferenceNeeds) {
  const std::vector<std::string> lines = {"-> stop", "-> a", "-> cont", "-> quit", "-> b"};
  const auto until_quit = [](const std::string& text) {
    return played(text.substr(0, text.find("-> quit")));
  };

  const Reproducer found = reproducer_of("missing-new STOP", lines, until_quit, 100);

  EXPECT_TRUE(found.shrunk.fails);
  EXPECT_EQ(found.text, "# missing-new STOP\n-> stop\n-> cont\n");
}

TEST(Reproducer, ARunThatCannotBeDoneIsNoDifference) {
  const Reproducer found =
      reproducer_of("missing-new STOP", {"-> stop", "-> cont", "-> quit"}, played, 100);

  EXPECT_FALSE(found.shrunk.fails);
}

TEST(Reproducer, RaisesAgainWhatNothingElseHasCaused) {
  const std::string path = testing::TempDir() + "reproducer-emissions.jsonl";
  std::ofstream(path)
      << R"({"number": 7, "event": "BLOCK_DEVICE_EVENT", "signal": "block-device-event", )"
         R"("arguments": {"device": "disk0"}, "data": {"action": "stop"}})"
         "\n"
         R"({"number": 8, "cause": 7, "event": "BLOCK_IO_ERROR", "data": {"device": "disk0"}})"
         "\n"
         R"({"number": 9, "event": "STOP"})"
         "\n"
         R"({"number": 9, "event": "STOP"})"
         "\n";

  const std::vector<std::string> lines = injections_of(path);
  std::remove(path.c_str());

  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].starts_with("!! inject BLOCK_DEVICE_EVENT {")) << lines[0];
  EXPECT_TRUE(lines[0].ends_with(R"({"device":"disk0"})") ||
              lines[0].ends_with(R"({"device": "disk0"})"))
      << lines[0];
  EXPECT_EQ(lines[1], "!! inject STOP");
}

}  // namespace
}  // namespace signalbox::cli
