// SPDX-License-Identifier: Apache-2.0
#include "compat/ablation.hpp"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

using Result = AblationFinding::Result;

const ReceivedEvents kReceived = {{"RESET", {"default-connection"}}};

// A run under which one event was kept from the client, if any is muted.
AblationRun run_of(const std::string& muted, bool passed) {
  AblationRun run;
  run.muted = muted;
  run.passed = passed;
  run.duration = std::chrono::seconds(2);
  run.withheld = muted.empty() ? 0 : 1;
  if (muted.empty()) run.received = kReceived;
  return run;
}

void add(Ablation& ablation, const std::string& muted, const std::string& outcomes) {
  for (const char each : outcomes) ablation.add(run_of(muted, each == 'p'));
}

// The only one.
AblationFinding finding(const Ablation& ablation) {
  const auto findings = ablation.findings();
  EXPECT_EQ(findings.size(), 1u);
  return findings.front();
}

TEST(Ablation, BeginsWithThreeControls) {
  Ablation ablation(3, {});
  EXPECT_EQ(ablation.next(), "");
  add(ablation, "", "pp");
  EXPECT_EQ(ablation.next(), "");

  add(ablation, "", "p");

  EXPECT_EQ(ablation.next(), "RESET");
}

TEST(Ablation, MutesEachEventThatAControlReceivedOneByOne) {
  Ablation ablation(1, {});
  add(ablation, "", "pp");
  AblationRun control = run_of("", true);
  control.received = {{"STOP", {"event"}}};
  ablation.add(control);

  EXPECT_EQ(ablation.next(), "RESET");
  add(ablation, "RESET", "p");
  EXPECT_EQ(ablation.next(), "STOP");
  add(ablation, "STOP", "p");

  EXPECT_EQ(ablation.next(), std::nullopt);
  EXPECT_EQ(ablation.findings()[1].kinds, std::set<std::string>{"event"});
}

TEST(Ablation, AsksOnlyForWhatItIsAskedFor) {
  Ablation ablation(3, {"STOP"});
  add(ablation, "", "ppp");

  EXPECT_EQ(ablation.next(), std::nullopt);
  EXPECT_EQ(finding(ablation).event, "STOP");
  EXPECT_EQ(finding(ablation).result, Result::not_received);
}

TEST(Ablation, PassesWhenItStaysGreenEachTime) {
  Ablation ablation(3, {});
  add(ablation, "", "ppp");
  add(ablation, "RESET", "pp");
  EXPECT_EQ(finding(ablation).result, Result::pending);

  add(ablation, "RESET", "p");

  EXPECT_EQ(finding(ablation).result, Result::passes);
  EXPECT_EQ(ablation.next(), std::nullopt);
}

TEST(Ablation, FailsOnlyIfAControlPassesAfterwards) {
  Ablation ablation(3, {});
  add(ablation, "", "ppp");
  add(ablation, "RESET", "fff");
  EXPECT_EQ(finding(ablation).result, Result::pending);
  EXPECT_EQ(ablation.next(), "");

  add(ablation, "", "p");

  EXPECT_EQ(finding(ablation).result, Result::fails);
  EXPECT_EQ(finding(ablation).failures, 3);
  EXPECT_EQ(ablation.next(), std::nullopt);
}

TEST(Ablation, IsRedWhenWhatBrokeIsNotTheEvent) {
  Ablation ablation(3, {});
  add(ablation, "", "ppp");
  add(ablation, "RESET", "fff");
  add(ablation, "", "f");
  EXPECT_EQ(ablation.next(), "RESET");  // flaky, so five are asked for
  add(ablation, "RESET", "ff");
  add(ablation, "", "ff");

  EXPECT_TRUE(ablation.is_red());
  EXPECT_EQ(ablation.next(), std::nullopt);
  EXPECT_EQ(finding(ablation).result, Result::pending);
}

TEST(Ablation, IsRedWhenAllControlsFail) {
  Ablation ablation(3, {});
  add(ablation, "", "ff");
  EXPECT_FALSE(ablation.is_red());

  add(ablation, "", "f");

  EXPECT_TRUE(ablation.is_red());
  EXPECT_EQ(ablation.runs_left(), 0);
}

TEST(Ablation, RepeatsMoreOftenForAFlakySuite) {
  Ablation ablation(3, {});
  add(ablation, "", "pfp");
  add(ablation, "RESET", "ffff");
  EXPECT_TRUE(ablation.is_flaky());
  EXPECT_EQ(ablation.next(), "RESET");

  add(ablation, "RESET", "f");
  add(ablation, "", "p");

  EXPECT_EQ(finding(ablation).result, Result::fails);
}

TEST(Ablation, RepeatsMoreOftenForAFlakyEventAndLeavesItOpen) {
  Ablation ablation(3, {});
  add(ablation, "", "ppp");
  add(ablation, "RESET", "fppp");
  EXPECT_EQ(ablation.next(), "RESET");

  add(ablation, "RESET", "p");

  EXPECT_EQ(finding(ablation).result, Result::flaky);
  EXPECT_EQ(ablation.next(), std::nullopt);
}

TEST(Ablation, ARunThatWithheldNothingSaysNothing) {
  Ablation ablation(3, {});
  add(ablation, "", "ppp");
  AblationRun idle = run_of("RESET", true);
  idle.withheld = 0;
  for (int i = 0; i < 2; ++i) ablation.add(idle);
  EXPECT_EQ(finding(ablation).runs, 0);
  EXPECT_EQ(ablation.next(), "RESET");

  ablation.add(idle);

  EXPECT_EQ(finding(ablation).result, Result::not_received);
  EXPECT_EQ(ablation.next(), std::nullopt);
}

TEST(Ablation, LeavesOutWhatMayNotBeMuted) {
  Ablation ablation(3, {});
  add(ablation, "", "ppp");

  ablation.refuse("RESET", "carries the state");

  EXPECT_EQ(ablation.next(), std::nullopt);
  EXPECT_EQ(finding(ablation).result, Result::refused);
  EXPECT_EQ(finding(ablation).reason, "carries the state");
}

TEST(Ablation, EstimatesTheTimeByTheRunsThatWere) {
  Ablation ablation(3, {});
  EXPECT_EQ(ablation.time_left().count(), 0);
  add(ablation, "", "ppp");
  EXPECT_EQ(ablation.runs_left(), 3);
  EXPECT_EQ(ablation.time_left(), std::chrono::seconds(6));

  add(ablation, "RESET", "f");

  EXPECT_EQ(ablation.runs_left(), 3);  // two more, and a control
}

}  // namespace
}  // namespace signalbox
