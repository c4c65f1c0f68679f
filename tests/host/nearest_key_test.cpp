// SPDX-License-Identifier: Apache-2.0
#include "host/nearest_key.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(NearestKey, TakesTheFewestSingleChanges) {
  EXPECT_EQ(nearest_key("plugindir", {"plugin", "plugin-dir", "listen"}), "plugin-dir");
  EXPECT_EQ(nearest_key("plugins", {"plugin-dir", "plugin", "listen"}), "plugin");
  EXPECT_EQ(nearest_key("nisten", {"plugin", "plugin-dir", "listen"}), "listen");
}

TEST(NearestKey, TakesTheFirstOfEquals) {
  EXPECT_EQ(nearest_key("ac", {"ab", "ad"}), "ab");
}

}  // namespace
}  // namespace signalbox
