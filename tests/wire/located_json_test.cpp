// SPDX-License-Identifier: Apache-2.0
#include "wire/located_json.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(LocatedJson, GivesPartsAsTheyStandInTheText) {
  const LocatedJson json(R"(  {"a" :  { "b c": [1,  2 ] },"d": "x \" y"  } )");

  const auto a = json.member(0, "a");
  ASSERT_TRUE(a);
  EXPECT_EQ(json.text(*a), R"({ "b c": [1,  2 ] })");
  EXPECT_EQ(json.offset(*a), 10U);
  EXPECT_EQ(json.text(*json.member(*a, "b c")), "[1,  2 ]");
  EXPECT_EQ(json.text(*json.member(0, "d")), R"("x \" y")");
  EXPECT_EQ(json.string(*json.member(0, "d")), "x \" y");
  EXPECT_FALSE(json.member(0, "e"));
}

TEST(LocatedJson, SpacesInsideStringsAreNone) {
  const LocatedJson json(R"(["  ", '" ' , 7])");

  const auto parts = json.contents(0);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(json.text(parts[0]), "\"  \"");
  EXPECT_EQ(json.text(parts[1]), "'\" '");
  EXPECT_EQ(json.text(parts[2]), "7");
}

TEST(LocatedJson, AFaultHasItsPlace) {
  const struct {
    const char* text;
    std::size_t offset;
  } cases[] = {{R"({"a": 1, "b" 2, "c": 3})", 14},
               {R"({"a": 1)", 7},
               {"{} {}", 3},
               {"", 0},
               {R"({"a": @})", 6}};
  for (const auto& each : cases) {
    try {
      const LocatedJson json(each.text);
      ADD_FAILURE() << each.text;
    } catch (const LocatedJson::Fault& fault) {
      EXPECT_EQ(fault.offset, each.offset) << each.text << ": " << fault.what();
    }
  }
}

}  // namespace
}  // namespace signalbox
