// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/pattern.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace signalbox::conversation {
namespace {

std::optional<std::string> compare(std::string_view pattern, std::string_view message,
                                   Bindings& bindings) {
  return Pattern::take(pattern).mismatch(boost::json::parse(message), bindings);
}

bool fits(std::string_view pattern, std::string_view message) {
  Bindings bindings;
  return !compare(pattern, message, bindings);
}

TEST(Pattern, TakesMembersInAnyOrder) {
  EXPECT_TRUE(fits(R"({"a": 1, "b": [true, null, "x"]})", R"({"b": [true, null, "x"], "a": 1})"));
}

TEST(Pattern, RefusesAMissingAndASurplusMember) {
  EXPECT_FALSE(fits(R"({"a": 1, "b": 2})", R"({"a": 1})"));
  EXPECT_FALSE(fits(R"({"a": 1})", R"({"a": 1, "b": 2})"));
}

TEST(Pattern, RefusesAnotherTypeOrOrder) {
  EXPECT_FALSE(fits(R"("1")", "1"));
  EXPECT_FALSE(fits("[]", "{}"));
  EXPECT_FALSE(fits("{}", "[]"));
  EXPECT_FALSE(fits("[1, 2]", "[2, 1]"));
  EXPECT_FALSE(fits("[1, 2]", "[1]"));
}

TEST(Pattern, LetsAStarBeAnything) {
  EXPECT_TRUE(fits(R"({"a": *})", R"({"a": {"b": [1]}})"));
  EXPECT_FALSE(fits(R"({"a": *})", "{}"));
}

TEST(Pattern, LetsDotsStandForMembersAndElements) {
  EXPECT_TRUE(fits(R"({"a": 1, ...})", R"({"a": 1, "b": 2})"));
  EXPECT_FALSE(fits(R"({"a": 1, ...})", R"({"b": 2})"));
  EXPECT_TRUE(fits("[..., 3, ...]", "[1, 2, 3]"));
  EXPECT_TRUE(fits("[1, ...]", "[1]"));
  EXPECT_FALSE(fits("[..., 3]", "[3, 4]"));
  EXPECT_FALSE(fits("[..., 3, ..., 3, ...]", "[3]"));
}

TEST(Pattern, BindsANameOnceAndComparesAfterwards) {
  Bindings bindings;

  EXPECT_FALSE(compare(R"({"tag": $tag})", R"({"tag": "t1"})", bindings));

  EXPECT_EQ(bindings["tag"], boost::json::value("t1"));
  EXPECT_FALSE(compare(R"([$tag])", R"(["t1"])", bindings));
  EXPECT_TRUE(compare(R"([$tag])", R"(["t2"])", bindings));
}

TEST(Pattern, SaysWhereAMessageDiffers) {
  Bindings bindings;

  const auto found =
      compare(R"({"data": {"list": [1, "nospc"]}})", R"({"data": {"list": [1, "io"]}})", bindings);

  EXPECT_EQ(found, R"(.data.list[1] is "io", not "nospc")");
}

TEST(Pattern, LeavesTheTextBehindIt) {
  std::string_view text = R"({"a": [1]} * 3)";

  Pattern::take(text);

  EXPECT_EQ(text, " * 3");
}

TEST(Pattern, RefusesWhatIsNoPattern) {
  for (const std::string_view text : {"", "{", "[1", R"({"a" 1})", R"({"a": })", R"("open)"}) {
    std::string_view rest = text;
    EXPECT_ANY_THROW(Pattern::take(rest)) << text;
  }
}

}  // namespace
}  // namespace signalbox::conversation
