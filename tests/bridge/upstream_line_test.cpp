// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_line.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using Kind = UpstreamLine::Kind;

TEST(UpstreamLine, OfAnEventIsItsNameItsTimeAndItsDataAsTheyStand) {
  const auto line = read_upstream_line(
      R"({"timestamp": {"seconds": 1795383795, "microseconds": 713034}, "event": "RESET", )"
      R"("data": {"guest":  false, "reason": "}\"\\"}})");

  ASSERT_TRUE(line);
  EXPECT_EQ(line->kind, Kind::event);
  EXPECT_EQ(line->name, "RESET");
  EXPECT_EQ(line->seconds, 1795383795);
  EXPECT_EQ(line->microseconds, 713034);
  EXPECT_EQ(line->value, R"({"guest":  false, "reason": "}\"\\"})");
}

TEST(UpstreamLine, OfAnEventWithoutDataHasNone) {
  const auto line =
      read_upstream_line(R"({"timestamp": {"seconds": -1, "microseconds": -1}, "event": "STOP"})");

  ASSERT_TRUE(line);
  EXPECT_EQ(line->value, "");
  EXPECT_EQ(line->seconds, -1);
}

TEST(UpstreamLine, OfAReplyIsWhatItReturnsAndItsId) {
  const auto success = read_upstream_line(R"({"return": [1, {"event": "x"}], "id": {"a": [","]}})");
  const auto error = read_upstream_line(R"({"id": "7", "error": {"class": "C", "desc": "d"}})");

  ASSERT_TRUE(success);
  EXPECT_EQ(success->kind, Kind::success);
  EXPECT_EQ(success->value, R"([1, {"event": "x"}])");
  EXPECT_EQ(success->id, R"({"a": [","]})");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, Kind::error);
  EXPECT_EQ(error->id, R"("7")");
  EXPECT_EQ(error->value, R"({"class": "C", "desc": "d"})");
}

TEST(UpstreamLine, OfAGreetingIsTheWholeText) {
  constexpr std::string_view text = R"({"QMP": {"version": {}, "capabilities": ["oob"]}})";
  const auto line = read_upstream_line(text);

  ASSERT_TRUE(line);
  EXPECT_EQ(line->kind, Kind::greeting);
  EXPECT_EQ(line->text, text);
}

TEST(UpstreamLine, OfALargeReplyIsWhatStandsBetweenItsBraces) {
  const std::string value = "[\"" + std::string(2 << 20, 'x') + "\", \"id\": \"7\"]";  // no JSON
  const std::string whole = "{\"return\": " + value + "}";
  const auto line = read_upstream_line(whole);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->kind, Kind::success);
  EXPECT_EQ(line->value, value);
  EXPECT_EQ(line->id, "");

  const std::string with_id = "{\"return\": " + value + ", \"id\": \"12\"}";
  const auto other = read_upstream_line(with_id);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->value, value);
  EXPECT_EQ(other->id, "\"12\"");

  EXPECT_FALSE(read_upstream_line(whole.substr(0, whole.size() - 1)));
}

TEST(UpstreamLine, HasNoNulInIt) {
  constexpr std::string_view text("{\"return\": \"a\0b\"}", 17);
  EXPECT_FALSE(read_upstream_line(text));
}

TEST(UpstreamLine, IsNoneIfItIsCutOffOrSomethingElse) {
  for (const char* text :
       {"", "{", "}", "{}", "x", "[]", R"({"a": 1})", R"({"return)", R"({"return"})",
        R"({"return": {})", R"({"return": "x})", R"({"return": [1, 2})", R"(SSH-2.0-OpenSSH_9.2)",
        R"({"return": {"a": "\"}})", R"({"return": 12)"}) {
    EXPECT_FALSE(read_upstream_line(text)) << text;
  }
}

}  // namespace
