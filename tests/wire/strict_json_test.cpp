// SPDX-License-Identifier: Apache-2.0
#include "wire/strict_json.hpp"

#include <string>

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace signalbox {
namespace {

std::string written(const std::string& text) {
  return strict_json(boost::json::object{{"name", text}});
}

TEST(StrictJson, WritesNulAndBadBytesAsEscapes) {
  EXPECT_EQ(written("a\xc0\x80z"), R"({"name":"a\u0000z"})");
  EXPECT_EQ(written("a\xffz"), R"({"name":"a\ufffdz"})");
  EXPECT_EQ(written("\xed\xa0\x80"), R"({"name":"\ufffd"})") << "a surrogate is no character";
  EXPECT_EQ(written("\x1b[31m"), R"({"name":"\u001b[31m"})");
}

TEST(StrictJson, LeavesCharactersAsTheyAre) {
  const std::string text = "ä€😀\"\\";
  EXPECT_EQ(boost::json::parse(written(text)).at("name").as_string(), text);
}

}  // namespace
}  // namespace signalbox
