// SPDX-License-Identifier: Apache-2.0
#include "schema/names.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "schema/old_names.hpp"

namespace signalbox::schema {
namespace {

TEST(Names, AnUpperCaseRunIsOneWord) {
  EXPECT_EQ(snake_case("BlockIOEvent"), "block_io_event");
  EXPECT_EQ(snake_case("BlockDeviceEvent"), "block_device_event");
  EXPECT_EQ(snake_case("VNCConnectedEvent"), "vnc_connected_event");
  EXPECT_EQ(snake_case("RTCChangeEvent"), "rtc_change_event");
  EXPECT_EQ(snake_case("X509Cert"), "x509_cert");
  EXPECT_EQ(snake_case("FooIO"), "foo_io");
}

TEST(Names, ThePrefixOfConstantsAreTheCapitals) {
  EXPECT_EQ(capitals("BlockDeviceActionReason"), "BDAR");
  EXPECT_EQ(capitals("BlockIOAction"), "BIOA");
}

TEST(Names, KeywordsOfCAndOfCxxGetATrailingUnderscore) {
  EXPECT_EQ(c_name("default"), "default_");
  EXPECT_EQ(c_name("operator"), "operator_");
  EXPECT_EQ(c_name("co-await"), "co_await_");
  EXPECT_EQ(c_name("node-name"), "node_name");
}

TEST(Names, AParameterKeepsClearOfTheGeneratedOnes) {
  EXPECT_EQ(c_parameter("opaque"), "opaque_");
  EXPECT_EQ(c_name("opaque"), "opaque");
}

TEST(Names, UnderscoresAreLeftToNamesOlderThanTheRule) {
  EXPECT_TRUE(is_hyphenated("system_reset"));
  EXPECT_TRUE(is_hyphenated("x509_dname"));
  EXPECT_FALSE(is_hyphenated("system_restart"));
  EXPECT_TRUE(is_hyphenated("query-block"));
}

TEST(Names, TheNearestNameIsWithinAThirdOfItsLetters) {
  const std::vector<std::string> known = {"BlockStats", "BlockInfo", "str"};

  EXPECT_EQ(nearest("BlockStat", known), "BlockStats");
  EXPECT_EQ(nearest("string", known), "str");
  EXPECT_EQ(nearest("Elephant", known), "");
}

TEST(Names, FourteenEventsAreLegacy) {
  EXPECT_TRUE(is_legacy_event("BLOCK_IO_ERROR"));
  EXPECT_TRUE(is_legacy_event("SPICE_DISCONNECTED"));
  EXPECT_FALSE(is_legacy_event("DEVICE_TRAY_MOVED"));
}

}  // namespace
}  // namespace signalbox::schema
