// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/error_policy.hpp"

#include <cerrno>

#include "plugins/block/error_number.hpp"

namespace {

// What QEMU 7.2 did to a guest of each policy: shared traces of real io errors, and
// blk_get_error_action() in its block/block-backend.c.
TEST(ErrorPolicy, ActsAsQemuDoes) {
  EXPECT_EQ(action_for(BEP_REPORT, EIO), BDA_REPORT);
  EXPECT_EQ(action_for(BEP_REPORT, ENOSPC), BDA_REPORT);
  EXPECT_EQ(action_for(BEP_IGNORE, EIO), BDA_NONE);
  EXPECT_EQ(action_for(BEP_IGNORE, ENOSPC), BDA_NONE);
  EXPECT_EQ(action_for(BEP_STOP, EIO), BDA_STOP);
  EXPECT_EQ(action_for(BEP_STOP, ENOSPC), BDA_STOP);
  EXPECT_EQ(action_for(BEP_ENOSPC, EIO), BDA_REPORT);
  EXPECT_EQ(action_for(BEP_ENOSPC, ENOSPC), BDA_STOP);
}

TEST(ErrorPolicy, NamesTheReason) {
  EXPECT_EQ(reason_of(ENOSPC), BDAR_NOSPC);
  EXPECT_EQ(reason_of(EIO), BDAR_IO);
  EXPECT_EQ(reason_of(EROFS), BDAR_OTHER);
}

TEST(ErrorPolicy, MayStopUnderTwoPolicies) {
  EXPECT_TRUE(may_stop(BEP_STOP));
  EXPECT_TRUE(may_stop(BEP_ENOSPC));
  EXPECT_FALSE(may_stop(BEP_REPORT));
  EXPECT_FALSE(may_stop(BEP_IGNORE));
}

TEST(ErrorNumber, IsFoundByName) {
  EXPECT_EQ(error_number("ENOSPC"), ENOSPC);
  EXPECT_EQ(error_number("EIO"), EIO);
  EXPECT_EQ(error_number("EHWPOISON"), EHWPOISON);
}

TEST(ErrorNumber, IsZeroForWhatIsNoName) {
  for (const char* name : {"", "0", "EIOX", "eio", "5"}) EXPECT_EQ(error_number(name), 0) << name;
}

TEST(ErrorNumber, HasItsNameBack) {
  EXPECT_EQ(error_name(error_number("EROFS")), "EROFS");
}

}  // namespace
