// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/event_merge.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

// What is passed on of what the monitors bring, in the order they bring it.
std::string merged(const std::vector<std::pair<std::size_t, std::string>>& brought) {
  EventMerge merge;
  std::string passed;
  for (const auto& [monitor, line] : brought) {
    if (merge.is_new(monitor, line)) passed += line;
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
}

TEST(EventMerge, LetsAMonitorJoinInTheMiddle) {
  EXPECT_EQ(merged({{0, "a"}, {0, "b"}, {1, "b"}, {1, "c"}, {0, "c"}}), "abc");
  EXPECT_EQ(merged({{0, "a"}, {0, "b"}, {1, "c"}, {0, "c"}}), "abc");
}

TEST(EventMerge, BeginsAnewForAMonitorThatWasAway) {
  EventMerge merge;
  EXPECT_TRUE(merge.is_new(0, "a"));
  EXPECT_TRUE(merge.is_new(0, "b"));
  EXPECT_FALSE(merge.is_new(1, "a"));
  merge.forget(1);
  EXPECT_TRUE(merge.is_new(0, "c"));
  EXPECT_FALSE(merge.is_new(1, "c"));  // b came while it was away
  EXPECT_TRUE(merge.is_new(1, "d"));
  EXPECT_FALSE(merge.is_new(0, "d"));
}

TEST(EventMerge, ForgetsWhatNoMonitorCanStillBring) {
  EventMerge merge;
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(merge.is_new(0, std::to_string(i)));
  EXPECT_FALSE(merge.is_new(1, "9999"));
  EXPECT_TRUE(merge.is_new(1, "10000"));
}

}  // namespace
