// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/upstream_line.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

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

std::string event_at(const std::string& seconds, const std::string& microseconds) {
  return R"({"timestamp": {"seconds": )" + seconds + R"(, "microseconds": )" + microseconds +
         R"(}, "event": "STOP"})";
}

TEST(UpstreamLine, OfAnEventHasATimeThatCanBeCounted) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (const std::string& line :
       {event_at("9223372036854775807", "0"), event_at("9223372036854775807", "999999"),
        event_at("9223372036854", "999999"), event_at("-9223372036854775808", "-1"),
        event_at("1", "2147483647"), event_at("1", "-2"), event_at("1", "1000000"),
        event_at("99999999999999999999", "1"), event_at("1", "99999999999999999999"),
        event_at("1.5", "1"), event_at("1e3", "1"), event_at("\"1\"", "1"), event_at("1", "{}"),
        std::string(R"({"timestamp": 5, "event": "STOP"})"),
        std::string(R"({"timestamp": "now", "event": "STOP"})")}) {
    const auto event = read_upstream_line(line);
    ASSERT_TRUE(event) << line;
    EXPECT_EQ(event->seconds, 0) << line;
    EXPECT_EQ(event->microseconds, 0) << line;
  }
  for (const std::int64_t seconds : {std::int64_t{0}, kMost / 1'000'000 - 1}) {
    const std::string line = event_at(std::to_string(seconds), "999999");
    const auto event = read_upstream_line(line);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->seconds, seconds);
    EXPECT_EQ(event->microseconds, 999'999);
    EXPECT_LE(event->seconds, (kMost - event->microseconds) / 1'000'000);
  }
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
  std::string large = "{\"return\": \"" + std::string(2 << 20, 'x') + "\"}";
  large[1 << 20] = '\0';
  EXPECT_FALSE(read_upstream_line(large));
}

TEST(UpstreamLine, IsJsonInsideToo) {
  const std::string values[] = {"garbage",
                                "",
                                "{]}",
                                "[}",
                                "{} x",
                                "{}}",
                                "[1, 2",
                                "[1 2]",
                                "[1,]",
                                "{\"a\"}",
                                "{\"a\": }",
                                "{nonsense: 1}",
                                "tru",
                                "NaN",
                                "inf",
                                "01",
                                "1.",
                                "+1",
                                "'x'",
                                "{'a': 1}",
                                R"("\'")",
                                R"("\q")",
                                R"("\u12")",
                                "\"\xFF\xFE\"",
                                "\"\xC0\x80\"",
                                "\"\x01\"",
                                "\"\x1B[31m\"",
                                "\"a\rb\"",
                                "\"a\tb\"",
                                R"({"a": 1, "a": 2})",
                                std::string(5000, '[') + std::string(5000, ']')};
  for (const std::string& each : values) {
    for (const std::string& line :
         {"{\"return\": " + each + "}", "{\"error\": " + each + "}",
          R"({"event": "RESET", "data": )" + each + "}", "{\"QMP\": " + each + "}"}) {
      EXPECT_FALSE(read_upstream_line(line)) << line.substr(0, 80);
    }
  }
  const std::string large = R"({"event": "RESET", "data": [")" + std::string(2 << 20, 'x') + "\"";
  EXPECT_FALSE(read_upstream_line(large + " 1]}"));
  EXPECT_TRUE(read_upstream_line(large + ", 1]}"));
}

TEST(UpstreamLine, MayHaveAnyJsonInIt) {
  for (const std::string& value :
       {std::string(R"("it's \" a ' \\")"), std::string("\"\xC3\xA9\""), std::string("[1, -2.5e3]"),
        std::string("null"), std::string(1000, '[') + std::string(1000, ']')}) {
    const std::string line = "{\"return\": " + value + "}";
    const auto read = read_upstream_line(line);
    ASSERT_TRUE(read) << line.substr(0, 80);
    EXPECT_EQ(read->value, value);
  }
}

TEST(UpstreamLine, SaysOneThing) {
  EXPECT_FALSE(read_upstream_line(R"({"return": {}, "error": {"class": "C", "desc": "d"}})"));
  EXPECT_FALSE(read_upstream_line(R"({"return": {}, "event": "STOP"})"));
  EXPECT_FALSE(read_upstream_line(R"({"return": 1, "return": 2})"));
  EXPECT_FALSE(read_upstream_line(R"({"return": 1}{"return": 2})"));
}

TEST(UpstreamLine, OfAnEventWithoutANameHasAnEmptyOne) {
  for (const char* name : {"5", "55", "\"\"", R"({"a": 1})", "[\"STOP\"]", "null"}) {
    const std::string line = std::string("{\"event\": ") + name + "}";
    const auto event = read_upstream_line(line);
    ASSERT_TRUE(event) << name;
    EXPECT_EQ(event->name, "") << name;
  }
}

// Reads a line that was cut: the two parts that LineReader keeps of a line that is too long.
std::optional<UpstreamLine> read_cut(const std::string& beginning, const std::string& end) {
  const std::string line = beginning + std::string(200, 'x') + end;
  static std::string kept[2];
  kept[0] = line.substr(0, 128);
  kept[1] = line.substr(line.size() - 64);
  return read_cut_line(kept[0], kept[1]);
}

TEST(CutLine, IsAReplyOfWhoseIdItHas) {
  struct Row {
    const char* beginning;
    const char* end;
    const char* id;
  };
  const Row rows[] = {
      {R"({"return": ")", R"("})", ""},
      {R"({"return": ")", R"(", "id": "12"})", "\"12\""},
      {R"({"return": {"a": ")", R"(", "id": "12"}})", ""},  // part of the value
      {R"({"return": ")", R"(\", \"id\": \"12"})", ""},     // the same
      {R"({"error": {"class": "C", "desc": ")", R"("}})", ""},
      {R"({"error": {"class": "C", "desc": ")", R"("}, "id": "12"})", "\"12\""},
      {R"({"id": "12", "error": {"class": "C", "desc": ")", R"("}})", "\"12\""},
  };
  for (const Row& each : rows) {
    const auto line = read_cut(each.beginning, each.end);
    ASSERT_TRUE(line) << each.beginning << each.end;
    EXPECT_EQ(line->kind, Kind::error) << each.beginning;
    EXPECT_EQ(line->id, each.id) << each.beginning << each.end;
    EXPECT_NE(line->value.find("too long"), std::string_view::npos);
  }
}

TEST(CutLine, OfAnEventIsNobodysReply) {
  for (const char* beginning : {R"({"timestamp": {"seconds": 1, "microseconds": 2}, "event": ")",
                                R"({"event": "RESET", "data": ")"}) {
    const auto line = read_cut(beginning, R"(", "id": "12"})");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->kind, Kind::event);
  }
}

TEST(CutLine, IsNoneWhereItCannotBeToldWhoseReplyItIs) {
  for (const char* beginning :
       {"", "x", "[", R"({"QMP": ")", R"({"data": ")", R"({"return":")", R"({"error":{"desc":")",
        R"({"id": 12, "error": ")", R"({"id": "12","error": ")", R"({"id": ")",
        R"({"id": "12", "data": ")"}) {
    EXPECT_FALSE(read_cut(beginning, "\"}")) << beginning;
  }
  EXPECT_FALSE(read_cut(R"({"return": ")", "\""));
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
