// SPDX-License-Identifier: Apache-2.0
#include "compat/like_sessions.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

using namespace std::chrono_literals;

const LikeSessions::Time kStart{1000s};

SessionFacts facts() {
  SessionFacts facts;
  facts.id = 7;
  facts.machine = 1;
  facts.client.exe = "/usr/bin/agent";
  facts.version = "1";
  facts.opted_out = {"STOP"};
  facts.interest = {"RESET"};
  facts.opened = facts.negotiated = 100;
  return facts;
}

RestingVisit visit(std::uint64_t id, const std::string& kind = "poll") {
  RestingVisit over;
  over.visit.facts.id = id;
  over.visit.kind = kind;
  return over;
}

std::vector<std::uint64_t> ids(const std::vector<RestingVisit>& visits) {
  std::vector<std::uint64_t> ids;
  for (const RestingVisit& each : visits) ids.push_back(each.visit.facts.id);
  return ids;
}

TEST(LikeSessions, OfAKindAreThoseThatDifferByTheirTimesAlone) {
  const std::string kind = kind_of(facts(), {"STOP"});
  SessionFacts later = facts();
  later.id = 8;
  later.opened = later.negotiated = 200;
  later.client.pid = 4711;
  EXPECT_EQ(kind_of(later, {"STOP"}), kind);

  std::vector<SessionFacts> others(8, facts());
  others[0].machine = 2;
  others[1].client.exe = "/usr/bin/other";
  others[2].version = "2";
  others[3].contact = "alice";
  others[4].opted_out = {"RESET"};
  others[5].opted_out_of_all = true;
  others[6].interest.reset();
  others[7].is_observer = true;
  for (const SessionFacts& each : others) EXPECT_NE(kind_of(each, {"STOP"}), kind);
  EXPECT_NE(kind_of(facts(), {}), kind);
  SessionFacts labelled = facts();
  labelled.run_label = "left";
  EXPECT_EQ(kind_of(labelled, {"STOP"}), "");
}

TEST(LikeSessions, TheFirstOfAKindHaveRowsOfTheirOwn) {
  LikeSessions like;
  for (std::uint64_t i = 1; i < LikeSessions::kInFull; ++i) like.wrote("poll");
  EXPECT_FALSE(like.may_rest("poll"));
  like.wrote("poll");
  EXPECT_TRUE(like.may_rest("poll"));
  EXPECT_FALSE(like.may_rest("other"));
  for (std::uint64_t i = 1; i <= LikeSessions::kInFull; ++i) like.wrote("");
  EXPECT_FALSE(like.may_rest(""));
}

TEST(LikeSessions, TheLatestOfAKindIsTakenAndTheOldestEnds) {
  LikeSessions like;
  like.rest(visit(1), kStart);
  like.rest(visit(2, "other"), kStart + 1s);
  like.rest(visit(3), kStart + 2s);
  like.rest(visit(4), kStart + 3s);

  EXPECT_EQ(like.take("poll")->visit.facts.id, 4u);
  EXPECT_FALSE(like.take("none"));
  EXPECT_EQ(ids(like.take_before(kStart + 1s)), (std::vector<std::uint64_t>{1}));
  EXPECT_EQ(like.take_before(LikeSessions::Time::max()).size(), 2u);
  EXPECT_FALSE(like.take("poll"));
}

TEST(LikeSessions, TheOldestGivesWayWhereThereAreTooMany) {
  LikeSessions like;
  for (std::uint64_t id = 1; id <= LikeSessions::kMostResting; ++id) {
    EXPECT_FALSE(like.rest(visit(id, std::to_string(id)), kStart + std::chrono::seconds(id)));
  }
  const std::optional<RestingVisit> oldest = like.rest(visit(9999), kStart);
  ASSERT_TRUE(oldest);
  EXPECT_EQ(oldest->visit.facts.id, 1u);
  EXPECT_TRUE(like.take("poll"));
}

}  // namespace
}  // namespace signalbox
