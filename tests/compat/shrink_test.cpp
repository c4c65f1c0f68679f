// SPDX-License-Identifier: Apache-2.0
#include "compat/shrink.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace signalbox {
namespace {

using Parts = std::vector<std::size_t>;

// Fails if all of these are there.
StillFails needs(Parts needed) {
  return [needed](const Parts& parts) {
    return std::includes(parts.begin(), parts.end(), needed.begin(), needed.end());
  };
}

TEST(Shrink, FindsTheOnePartThatMatters) {
  const Shrunk shrunk = shrink(1000, needs({637}), 1000);

  EXPECT_EQ(shrunk.kept, Parts({637}));
  EXPECT_TRUE(shrunk.fails);
  EXPECT_TRUE(shrunk.is_minimal);
  EXPECT_LT(shrunk.tries, 40U);  // a bisection, or nearly
}

TEST(Shrink, FindsPartsThatOnlyTogetherFail) {
  for (const Parts& needed : {Parts{0, 999}, Parts{3, 4}, Parts{17, 500, 501}}) {
    const Shrunk shrunk = shrink(1000, needs(needed), 1000);
    EXPECT_EQ(shrunk.kept, needed);
    EXPECT_TRUE(shrunk.is_minimal);
  }
}

TEST(Shrink, WhatIsLeftFailsAndNoPartCanGo) {
  // Any three parts of which one is odd, in whatever place.
  const StillFails fails = [](const Parts& parts) {
    return parts.size() >= 3 &&
           std::any_of(parts.begin(), parts.end(), [](std::size_t each) { return each % 2 == 1; });
  };
  const Shrunk shrunk = shrink(64, fails, 10000);

  EXPECT_TRUE(fails(shrunk.kept));
  EXPECT_EQ(shrunk.kept.size(), 3U);
}

TEST(Shrink, LeavesNothingOutOfWhatDoesNotFail) {
  const Shrunk shrunk = shrink(
      5, [](const Parts&) { return false; }, 100);

  EXPECT_FALSE(shrunk.fails);
  EXPECT_EQ(shrunk.kept.size(), 5U);
  EXPECT_EQ(shrunk.tries, 1U);
}

TEST(Shrink, EqualPartsStandForEachOther) {
  std::vector<std::string> parts(107, "write");
  parts[5] = "stop";
  const StillFails fails = [](const Parts& kept) {  // 100 of those that are equal
    return kept.size() - std::count(kept.begin(), kept.end(), 5U) >= 100;
  };
  const Shrunk shrunk = shrink(parts, fails, 100);

  EXPECT_TRUE(shrunk.is_minimal) << shrunk.tries;
  EXPECT_EQ(shrunk.kept.size(), 100U);
}

TEST(Shrink, NothingIsAskedTwice) {
  std::set<Parts> asked;
  shrink(
      40,
      [&asked](const Parts& parts) {
        EXPECT_TRUE(asked.insert(parts).second);
        return needs({1, 20, 39})(parts);
      },
      10000);
  EXPECT_FALSE(asked.empty());
}

TEST(Shrink, IsDoneWhenTheTriesAre) {
  std::size_t tries = 0;
  const Shrunk shrunk = shrink(
      1000,
      [&tries](const Parts& parts) {
        ++tries;
        return needs({1, 998})(parts);
      },
      10);

  EXPECT_EQ(tries, 10U);
  EXPECT_EQ(shrunk.tries, 10U);
  EXPECT_FALSE(shrunk.is_minimal);
  EXPECT_TRUE(needs({1, 998})(shrunk.kept));
}

TEST(Shrink, TheSameAnswersGiveTheSameParts) {
  const auto once = [] { return shrink(200, needs({5, 77, 150}), 1000); };
  EXPECT_EQ(once().tries, once().tries);
  EXPECT_EQ(once().kept, once().kept);
}

}  // namespace
}  // namespace signalbox
