// SPDX-License-Identifier: Apache-2.0
#include "host/size_order.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(SizeOrder, KnowsTheLargest) {
  SizeOrder order;
  EXPECT_EQ(order.largest(), std::nullopt);

  order.change(1, 0, 10000);
  order.change(2, 0, 30000);
  order.change(3, 0, 20000);
  EXPECT_EQ(order.largest(), 2u);

  order.change(2, 30000, 12);
  EXPECT_EQ(order.largest(), 3u);
}

TEST(SizeOrder, ForgetsWhatHasNothing) {
  SizeOrder order;
  order.change(1, 0, 1);
  EXPECT_EQ(order.largest(), 1u);

  order.change(1, 1, 0);

  EXPECT_EQ(order.largest(), std::nullopt);
}

}  // namespace
}  // namespace signalbox
