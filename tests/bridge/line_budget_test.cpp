// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/line_budget.hpp"

#include <gtest/gtest.h>

namespace {

using std::chrono::seconds;

// Lines that are put into the log when one is wanted each second, in that second and the next ones.
unsigned lines(LineBudget& budget, LineBudget::Clock::time_point from, int count) {
  unsigned written = 0;
  for (int i = 0; i < count; ++i) written += budget.take(from + seconds(i)) ? 1 : 0;
  return written;
}

TEST(LineBudget, HasTheFirstLinesAndThenOneAMinute) {
  LineBudget budget;
  const LineBudget::Clock::time_point start{seconds(1'000'000)};
  EXPECT_EQ(lines(budget, start, 60), LineBudget::kAtOnce);
  EXPECT_EQ(lines(budget, start + seconds(60), 600), 10u);
}

TEST(LineBudget, TellsHowManyLinesWereLeftOut) {
  LineBudget budget;
  const LineBudget::Clock::time_point start{seconds(1'000'000)};
  lines(budget, start, 59);
  EXPECT_TRUE(budget.owes(start + seconds(60)));
  EXPECT_EQ(budget.take(start + seconds(60)), 59 - LineBudget::kAtOnce);
  EXPECT_FALSE(budget.owes(start + seconds(200)));
  EXPECT_EQ(budget.take(start + seconds(200)), 0u);
}

TEST(LineBudget, IsWholeAgainAfterAQuietTime) {
  LineBudget budget;
  const LineBudget::Clock::time_point start{seconds(1'000'000)};
  lines(budget, start, 60);
  EXPECT_EQ(lines(budget, start + seconds(3600), 59), LineBudget::kAtOnce);
}

}  // namespace
