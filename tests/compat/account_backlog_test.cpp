// SPDX-License-Identifier: Apache-2.0
#include "compat/account_backlog.hpp"

#include <string>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(AccountBacklog, SessionsOfAnAccountGoOnInTheirOrderWhenThereIsRoom) {
  AccountBacklog backlog(2);
  std::string went_on;
  backlog.add(1);
  backlog.add(1);
  ASSERT_TRUE(backlog.is_full(1));
  EXPECT_FALSE(backlog.is_full(2)) << "another account's changes are its own";
  for (const char name : {'a', 'b', 'c'}) {
    backlog.wait(1, [&backlog, &went_on, name] {
      went_on += name;
      backlog.add(1);
    });
  }

  backlog.remove(1);
  EXPECT_EQ(went_on, "a");
  backlog.remove(1);
  EXPECT_EQ(went_on, "ab");
  EXPECT_EQ(backlog.count(1), 2u);
}

// One that has left makes no change, and its room is the next one's.
TEST(AccountBacklog, ASessionThatHasLeftHoldsUpNobody) {
  AccountBacklog backlog(1);
  bool went_on = false;
  backlog.add(1);
  backlog.wait(1, [] {});
  backlog.wait(1, [&went_on] { went_on = true; });

  backlog.remove(1);
  EXPECT_TRUE(went_on);
  EXPECT_EQ(backlog.count(1), 0u);
}

}  // namespace
}  // namespace signalbox
