// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/event_merge.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

struct Brought {
  std::size_t monitor;
  std::string line;
  std::int64_t time = 0;
};

// What is passed on of what the monitors bring, in the order they bring it.
std::string merged(const std::vector<Brought>& brought) {
  EventMerge merge;
  std::string passed;
  for (const Brought& each : brought) {
    if (merge.is_new(each.monitor, each.line, each.time)) passed += each.line;
  }
  return passed;
}

TEST(EventMerge, PassesEachEventOnceWhoeverBringsItFirst) {
  EXPECT_EQ(merged({{0, "a"}, {1, "a"}, {1, "b"}, {0, "b"}, {0, "c"}, {1, "c"}}), "abc");
  EXPECT_EQ(merged({{0, "a"}, {0, "b"}, {0, "c"}, {1, "a"}, {1, "b"}, {1, "c"}}), "abc");
}

TEST(EventMerge, KeepsEqualEventsApart) {
  EXPECT_EQ(merged({{0, "a"}, {0, "a"}, {1, "a"}, {1, "a"}}), "aa");
  EXPECT_EQ(merged({{0, "a"}, {1, "a"}, {1, "a"}, {0, "a"}}), "aa");
  EXPECT_EQ(merged({{0, "a"}, {0, "a"}, {1, "a"}, {1, "a"}, {1, "a"}}), "aaa");
}

TEST(EventMerge, LetsAMonitorJoinInTheMiddle) {
  EXPECT_EQ(merged({{0, "a"}, {0, "b"}, {1, "b"}, {1, "c"}, {0, "c"}}), "abc");
  EXPECT_EQ(merged({{0, "a"}, {0, "b"}, {1, "c"}, {0, "c"}}), "abc");
}

TEST(EventMerge, BeginsAnewForAMonitorThatWasAway) {
  EventMerge merge;
  EXPECT_TRUE(merge.is_new(0, "a", 0));
  EXPECT_TRUE(merge.is_new(0, "b", 0));
  EXPECT_FALSE(merge.is_new(1, "a", 0));
  merge.joined(1);
  EXPECT_TRUE(merge.is_new(0, "c", 0));
  EXPECT_FALSE(merge.is_new(1, "c", 0));  // b came while it was away
  EXPECT_TRUE(merge.is_new(1, "d", 0));
  EXPECT_FALSE(merge.is_new(0, "d", 0));
}

TEST(EventMerge, ForgetsWhatNoMonitorCanStillBring) {
  EventMerge merge;
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(merge.is_new(0, std::to_string(i), 0));
  EXPECT_FALSE(merge.is_new(1, "9999", 0));
  EXPECT_TRUE(merge.is_new(1, "10000", 0));
}

// Each row is what two or three monitors of one QEMU bring, of which the second is connected
// between two events with one text. In front of the last two events all are in step again.
TEST(EventMerge, GetsIntoStepAgainAfterEventsThatCannotBeToldApart) {
  const std::vector<Brought> rows[] = {
      {{0, "x", 1}, {0, "x", 1}, {1, "x", 1}, {0, "y", 2}, {1, "y", 2}},
      {{0, "x", 1}, {0, "x", 1}, {1, "x", 1}, {1, "y", 2}, {0, "y", 2}},
      {{0, "x", 1}, {1, "x", 1}, {0, "x", 1}, {1, "y", 2}, {0, "y", 2}},
      {{0, "x", 1}, {0, "x", 1}, {0, "x", 1}, {1, "x", 1}, {1, "y", 2}, {0, "y", 2}},
      {{0, "w", 1},
       {0, "x", 2},
       {1, "x", 2},
       {0, "x", 2},
       {2, "w", 1},
       {1, "y", 3},
       {2, "x", 2},
       {2, "x", 2},
       {2, "y", 3},
       {0, "y", 3}},
  };
  for (const std::vector<Brought>& row : rows) {
    EventMerge merge;
    for (const Brought& each : row) merge.is_new(each.monitor, each.line, each.time);
    for (int i = 0; i < 100; ++i) {
      const std::string line = "e" + std::to_string(i);
      EXPECT_TRUE(merge.is_new(i % 2, line, 10 + i)) << &row - rows << ": " << line;
      EXPECT_FALSE(merge.is_new(1 - i % 2, line, 10 + i)) << &row - rows << ": " << line;
    }
  }
}

// The second monitor was connected between a and b, the third has all.
TEST(EventMerge, PutsAnEventThatOneMonitorLacksInFrontOfWhatThatOneHasBrought) {
  EXPECT_EQ(merged({{1, "b", 2},
                    {0, "a", 1},
                    {2, "a", 1},
                    {0, "b", 2},
                    {2, "b", 2},
                    {1, "c", 3},
                    {2, "c", 3},
                    {0, "c", 3}}),
            "bac");
}

// A monitor that is not read for long: all that it brings later has been brought.
TEST(EventMerge, KnowsByItsTimeWhatIsNotKeptAnyLonger) {
  for (const bool has_brought : {true, false}) {
    EventMerge merge;
    merge.joined(0);
    merge.joined(1);
    if (has_brought) {
      EXPECT_TRUE(merge.is_new(0, "first", 0));
      EXPECT_FALSE(merge.is_new(1, "first", 0));
    }
    for (int i = 1; i < 20000; ++i) EXPECT_TRUE(merge.is_new(0, std::to_string(i), i));
    for (int i = 1; i < 20000; ++i) EXPECT_FALSE(merge.is_new(1, std::to_string(i), i)) << i;
    EXPECT_TRUE(merge.is_new(1, "next", 20000));
    EXPECT_FALSE(merge.is_new(0, "next", 20000));
  }
}

}  // namespace
