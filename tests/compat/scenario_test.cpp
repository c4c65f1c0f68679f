// SPDX-License-Identifier: Apache-2.0
#include "compat/scenario.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include <boost/json/value.hpp>

namespace signalbox {
namespace {

Scenario read(const std::string& text) {
  std::istringstream input(text);
  return read_scenario(input, "s.scenario");
}

std::string error_of(const std::string& text) {
  try {
    read(text);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "none";
}

TEST(Scenario, EachLineIsAStep) {
  const Scenario scenario = read(
      "# what it shows\n"
      "\n"
      "-> stop\n"
      "  -> block-write {\"device\": \"disk0\", \"offset\": 0, \"length\": 512} fails\n"
      "!! fail disk0 write ENOSPC\n"
      "!! inject RTC_CHANGE {\"offset\": 3}\n"
      "!! inject BLOCK_DEVICE_EVENT {\"action\": \"stop\"} {\"device\": \"disk0\"}\n"
      "!! admin query-clients\n"
      "<- STOP\n"
      "<- BLOCK_IO_ERROR {\"device\": \"disk0\"}\n"
      "barrier\n"
      "guest 1r E\n");

  ASSERT_EQ(scenario.steps.size(), 10U);
  EXPECT_EQ(scenario.steps[0].line, 3U);
  EXPECT_EQ(std::get<RunCommand>(scenario.steps[0].what).command, "stop");
  const auto& write = std::get<RunCommand>(scenario.steps[1].what);
  EXPECT_TRUE(write.must_fail);
  EXPECT_EQ(write.arguments.at("length"), 512);
  EXPECT_EQ(std::get<FailRequest>(scenario.steps[2].what).error, "ENOSPC");
  EXPECT_EQ(std::get<InjectEvent>(scenario.steps[3].what).data.at("offset"), 3);
  EXPECT_EQ(std::get<InjectEvent>(scenario.steps[4].what).arguments.at("device"), "disk0");
  EXPECT_TRUE(std::get<RunCommand>(scenario.steps[5].what).on_admin);
  EXPECT_EQ(std::get<AwaitEvent>(scenario.steps[7].what).data.at("device"), "disk0");
  EXPECT_TRUE(std::holds_alternative<AwaitBarrier>(scenario.steps[8].what));
  EXPECT_EQ(std::get<AskGuest>(scenario.steps[9].what).answer, "E");
  EXPECT_TRUE(scenario.needs_admin && scenario.needs_guest && scenario.awaits_events);
}

TEST(Scenario, RepetitionsHoldSteps) {
  const Scenario scenario =
      read("repeat 3 {\n  repeat 2 {\n    -> stop\n  }\n  -> cont\n}\n-> quit\n");

  ASSERT_EQ(scenario.steps.size(), 2U);
  const auto& outer = std::get<Repeat>(scenario.steps[0].what);
  EXPECT_EQ(outer.times, 3U);
  ASSERT_EQ(outer.steps.size(), 2U);
  EXPECT_EQ(std::get<Repeat>(outer.steps[0].what).times, 2U);
  EXPECT_FALSE(scenario.needs_admin);
}

TEST(Scenario, IsUnrolledToItsSteps) {
  const auto parts =
      parts_of(read("-> a\nrepeat 2 {\n  -> b {\"x\": 1}\n  repeat 2 {\n -> c\n}\n}\n"));

  EXPECT_EQ(parts, (std::vector<std::string>{"-> a", "-> b {\"x\": 1}", "-> c", "-> c",
                                             "-> b {\"x\": 1}", "-> c", "-> c"}));
  EXPECT_THROW(parts_of(read("repeat 1000000000 {\n-> a\n}\n")), ScenarioError);
}

TEST(Scenario, WhatWaitsIsOnePartWithTheStepBefore) {
  const std::string text = "repeat 2 {\n  -> stop\n  <- STOP\n  barrier\n}\n-> cont\n";

  const auto parts = parts_of(read(text));

  EXPECT_EQ(parts, (std::vector<std::string>{"-> stop\n<- STOP\nbarrier",
                                             "-> stop\n<- STOP\nbarrier", "-> cont"}));
  EXPECT_EQ(text_of_parts(parts), text);
}

TEST(Scenario, AnAdminCommandThatWaitsIsOnePartWithTheStepBefore) {
  const std::string wait = "!! admin listener-wait {\"label\": \"new\"}";

  EXPECT_EQ(parts_of(read("-> stop\n" + wait + "\n!! admin query-plugins\n")),
            (std::vector<std::string>{"-> stop\n" + wait, "!! admin query-plugins"}));
}

TEST(Scenario, EachFaultHasItsPlace) {
  EXPECT_EQ(error_of("\n  =>"),
            "s.scenario:2:3: error: a line begins with ->, <-, !!, barrier, guest, repeat or #");
  EXPECT_EQ(error_of("->"), "s.scenario:1:3: error: the command is missing");
  EXPECT_EQ(error_of("-> stop {\"a\" 1, \"b\": 2}"),
            "s.scenario:1:15: error: JSON parse error, missing : in object pair");
  EXPECT_EQ(error_of("-> stop {"), "s.scenario:1:10: error: the object does not end");
  EXPECT_EQ(error_of("-> stop now"), "s.scenario:1:9: error: 'now' is too much");
  EXPECT_EQ(error_of("!! stop"), "s.scenario:1:4: error: behind !! comes fail, inject or admin");
  EXPECT_EQ(error_of("!! fail disk0 erase EIO"),
            "s.scenario:1:15: error: 'erase' is none of read, write and flush");
  EXPECT_EQ(error_of("guest w Z"), "s.scenario:1:9: error: 'Z' is none of K, E and nothing");
  EXPECT_EQ(error_of("repeat 0 {"), "s.scenario:1:8: error: '0' is no number from 1 to 1000000000");
  EXPECT_EQ(error_of("repeat 2"), "s.scenario:1:9: error: '{' is missing");
  EXPECT_EQ(error_of("-> stop\nrepeat 2 {\n-> cont\n"),
            "s.scenario:2:10: error: this '{' has no '}'");
  EXPECT_EQ(error_of("}"), "s.scenario:1:1: error: nothing is repeated here");
}

TEST(Scenario, RepetitionsAreNestedSixteenDeepAndNoDeeper) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "repeat 1 {\n";
    for (int i = 0; i < depth; ++i) text += "}\n";
    return text;
  };
  EXPECT_EQ(error_of(nested(16)), "none");
  EXPECT_EQ(error_of(nested(17)), "s.scenario:17:10: error: repetitions are nested too deep");
}

}  // namespace
}  // namespace signalbox
