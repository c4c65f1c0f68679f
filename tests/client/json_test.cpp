// SPDX-License-Identifier: Apache-2.0
#include "client/json.hpp"

#include <gtest/gtest.h>

using signalbox::client::Json;
using signalbox::client::known_part;

namespace {

std::string known(const char* text, const wire_type& type) {
  return known_part(Json::read(text).value().value(), type);
}

TEST(Json, FindsTheMembersOfAnObjectOnly) {
  const Json json = Json::read(R"({"a": {"b": 1}, "s": "x"})").value();
  EXPECT_EQ(json.value().member("a")->member("b")->integer(), 1);
  EXPECT_FALSE(json.value().member("b"));
  EXPECT_FALSE(json.value().member("s")->member("b"));
}

TEST(Json, TellsWhatAnArrayHolds) {
  const Json json = Json::read("[[1, 2], {\"a\": []}, \"t\"]").value();
  const auto contents = json.value().contents();
  ASSERT_EQ(contents.size(), 3u);
  EXPECT_EQ(contents[0].text(), "[1,2]");
  EXPECT_EQ(contents[1].text(), "{\"a\":[]}");
  EXPECT_EQ(contents[2].string(), "t");
}

TEST(Json, TakesNothingForAnIntegerThatIsNone) {
  for (const char* text : {"1.5", "\"1\"", "9223372036854775808", "true", "{}"}) {
    const Json json = Json::read(text).value();
    EXPECT_FALSE(json.value().integer()) << text;
  }
}

TEST(Json, SaysWhatIsWrongWithAText) {
  std::string error;
  EXPECT_FALSE(Json::read("{\"a\": }", &error));
  EXPECT_EQ(error, "JSON parse error, expecting value");
}

constexpr wire_member inner_members[] = {{"known", &wire_type_int64, 0, false, SIZE_MAX}};
constexpr wire_type inner = {WIRE_STRUCT, "Inner", 8, inner_members, nullptr,
                             1,           nullptr, 0, nullptr};
constexpr wire_type inner_list = {WIRE_LIST, "[Inner]", 0, nullptr, nullptr, 0, nullptr, 0, &inner};
constexpr wire_member outer_members[] = {{"list", &inner_list, 0, false, SIZE_MAX},
                                         {"free", &wire_type_any, 8, false, SIZE_MAX}};
constexpr wire_type outer = {WIRE_STRUCT, "Outer", 16, outer_members, nullptr,
                             2,           nullptr, 0,  nullptr};

TEST(KnownPart, LeavesOutMembersThatATypeDoesNotKnowAtAnyDepth) {
  EXPECT_EQ(known(R"({"new": [{}], "list": [{"known": 1, "new": 2}, {"new": 3}],
                    "free": {"kept": 4}})",
                  outer),
            R"({"list": [{"known": 1}, {}], "free": {"kept":4}})");
}

TEST(KnownPart, LeavesWhatDoesNotFitATypeToTheCodec) {
  EXPECT_EQ(known("42", outer), "42");
  EXPECT_EQ(known("{}", inner_list), "{}");
}

}  // namespace
