// SPDX-License-Identifier: Apache-2.0
#include "host/log_budget.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

using std::chrono::milliseconds;

class LogBudgets : public testing::Test {
 protected:
  // How many of ten lines are written.
  int taken(const std::string& source, LogBudget::Clock::time_point now) {
    int count = 0;
    for (int i = 0; i < 10; ++i) count += budget_.take(source, now) ? 1 : 0;
    return count;
  }

  LogBudget budget_{3};
  const LogBudget::Clock::time_point start_ = LogBudget::Clock::now();
};

TEST_F(LogBudgets, GiveEachSourceItsLines) {
  EXPECT_EQ(taken("a", start_), 3);
  EXPECT_EQ(taken("b", start_), 3);
}

TEST_F(LogBudgets, GiveThemAnewEachSecond) {
  taken("a", start_);

  EXPECT_EQ(taken("a", start_ + milliseconds(999)), 0);
  EXPECT_EQ(taken("a", start_ + milliseconds(1000)), 3);
}

TEST_F(LogBudgets, TellOnceWhatTheyLeftOut) {
  taken("a", start_);
  budget_.take("b", start_);

  const auto left_out = budget_.left_out();

  ASSERT_EQ(left_out.size(), 1u);
  EXPECT_EQ(left_out[0].source, "a");
  EXPECT_EQ(left_out[0].lines, 7u);
  EXPECT_TRUE(budget_.left_out().empty());
}

TEST_F(LogBudgets, KeepWhatIsNotToldYet) {
  taken("a", start_);

  taken("b", start_ + milliseconds(5000));

  EXPECT_EQ(budget_.left_out().size(), 2u);
}

}  // namespace
}  // namespace signalbox
