// SPDX-License-Identifier: Apache-2.0
#include "wire/value.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <boost/json/value.hpp>

namespace signalbox {
namespace {

TEST(Value, HasTheKindsOfItsNumbers) {
  EXPECT_TRUE(to_value("-0").is_int64());
  EXPECT_TRUE(to_value("9223372036854775808").is_uint64());
  EXPECT_TRUE(to_value("18446744073709551616").is_double());
  EXPECT_TRUE(to_value("1.0").is_double());
}

TEST(Value, PrintsAsTheTextWould) {
  const std::string text = "{'status':\"\\u00e9\\u0000\",'running':[true,null,-1,{}],'a':0.1}";

  EXPECT_EQ(
      print(to_value(text)),
      R"({"status": "\u00E9\u0000", "a": 0.10000000000000001, "running": [true, null, -1, {}]})");
}

TEST(Value, ThrowsQemusWordsForTextThatIsNone) {
  const std::pair<const char*, const char*> table[] = {
      {"", "Expecting a JSON value"},
      {" \n", "Expecting a JSON value"},
      {"{} {}", "Expecting at most one JSON value"},
      {"{'a'", "JSON parse error, premature EOI"},
      {"[32", "JSON parse error, premature EOI"},
      {"[32,", "JSON parse error, premature EOI"},
      {"'abc", "JSON parse error, stray ''abc'"},
      {"\"abc\\\"", "JSON parse error, stray '\"abc\\\"'"},
      {"nul", "JSON parse error, invalid keyword 'nul'"},
      {"[1 2", "JSON parse error, expected separator in list"},
      {"{} @", "JSON parse error, stray '@'"},
  };
  for (const auto& [text, words] : table) {
    try {
      to_value(text);
      ADD_FAILURE() << text;
    } catch (const std::invalid_argument& error) {
      EXPECT_STREQ(error.what(), words) << text;
    }
  }
}

// UBSan watches: a view of nothing has a null pointer.
TEST(Value, ATextWithoutBytesIsNoValue) {
  EXPECT_THROW(to_value(std::string_view()), std::invalid_argument);
}

TEST(Value, CanonicalTextIsThatOfTheValue) {
  EXPECT_EQ(canonical("{ 'b' : 1.0, \"a\" : [ 1e2, 0.5, 'x' ] }"), R"({"a":[100,0.5,"x"],"b":1})");
  EXPECT_EQ(canonical("{'a':-0.0}"), canonical("{\"\\u0061\":0}"));
  EXPECT_NE(canonical("{'a':18446744073709551615}"), canonical("{'a':18446744073709551614}"));
}

}  // namespace
}  // namespace signalbox
