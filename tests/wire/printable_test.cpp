// SPDX-License-Identifier: Apache-2.0
#include "wire/printable.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

using namespace std::string_literals;

TEST(Printable, NothingThatATerminalActsOnIsLeft) {
  const std::pair<std::string, const char*> table[] = {
      {"plain", "plain"},
      {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
      {"\x1b]0;title\x07", "\\x1b]0;title\\x07"},
      {"nul\0"s, "nul\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "2J",
       "\\u009b2J"},      // CSI in C1
      {"\x9b", "\\x9b"},  // the same byte alone is no UTF-8
      {"\xe2\x80\xae"
       "txt.exe",
       "\\u202etxt.exe"},  // right-to-left override
      {"\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c", "\\u2066\\u2069\\u061c"},
      {"\xe2\x80\xa8", "\\u2028"},
      {"Ünïcödé – 日本", "Ünïcödé – 日本"},
      {"\xe2\x80", "\\xe2\\x80"},
      {"back\\slash", "back\\slash"},
  };
  for (const auto& [text, expected] : table) EXPECT_EQ(printable(text), expected);
  EXPECT_TRUE(is_printable("disk 1"));
  EXPECT_FALSE(is_printable("disk\x1b[1m"));
}

}  // namespace
}  // namespace signalbox
