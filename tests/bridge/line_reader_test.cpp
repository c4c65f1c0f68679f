// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/line_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

// The lines that come out of pieces; of one that is too long its beginning, after a '!'.
std::vector<std::string> lines_of(const std::vector<std::string>& pieces,
                                  LineReader::Most most = {.line = 20, .reply = 40}) {
  LineReader reader(most);
  std::vector<std::string> all;
  for (const std::string& piece : pieces) {
    reader.add(piece);
    while (const auto line = reader.next()) {
      all.push_back((line->is_cut ? "!" : "") + std::string(line->text));
    }
  }
  return all;
}

using Lines = std::vector<std::string>;

TEST(LineReader, CutsPiecesIntoLinesWhereverTheyWereCut) {
  const std::string text = "one\r\n\r\ntwo\nthree\r\n";
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      EXPECT_EQ(lines_of({text.substr(0, first), text.substr(first, second - first),
                          text.substr(second)}),
                (Lines{"one", "", "two", "three"}))
          << first << ' ' << second;
    }
  }
}

TEST(LineReader, SkipsWhatIsTooLongToTheNextLineFeed) {
  const std::string long_line = "{\"event\"" + std::string(100, 'x');
  for (std::size_t at = 1; at < long_line.size(); ++at) {
    const Lines lines =
        lines_of({"a\n" + long_line.substr(0, at), long_line.substr(at) + "\nb\n", "c\n"});
    ASSERT_EQ(lines.size(), 4u) << at;
    EXPECT_EQ(lines[0], "a");
    EXPECT_TRUE(lines[1].starts_with("!{\"event\"")) << at;
    EXPECT_EQ(lines[2], "b");
    EXPECT_EQ(lines[3], "c");
  }
}

TEST(LineReader, KeepsTheEndOfWhatIsTooLong) {
  std::string end(60, 'e');
  end.append("\"7\"}");
  const std::string line = std::string(100, 'x') + end;
  for (std::size_t first = 1; first < line.size(); ++first) {
    for (const std::size_t second : {first, (first + line.size()) / 2, line.size()}) {
      LineReader reader({.line = 20, .reply = 40});
      const std::string text = line + "\r\nnext\n";
      for (const std::string& piece : {text.substr(0, first), text.substr(first, second - first)}) {
        reader.add(piece);
        ASSERT_FALSE(reader.next());
      }
      const std::string rest = text.substr(second);
      reader.add(rest);
      const auto cut = reader.next();
      ASSERT_TRUE(cut && cut->is_cut);
      EXPECT_TRUE(cut->end.ends_with(end.substr(1))) << first << ' ' << second << ' ' << cut->end;
      const auto next = reader.next();
      ASSERT_TRUE(next);
      EXPECT_EQ(next->text, "next");
      EXPECT_EQ(next->end, "");
    }
  }
}

TEST(LineReader, AllowsAReplyMore) {
  const std::string reply = "{\"return\": " + std::string(25, '1') + "}";
  EXPECT_EQ(lines_of({reply.substr(0, 15), reply.substr(15) + "\n"}), Lines{reply});
  const std::string other = "{\"event\": \"" + std::string(25, 'E') + "\"}";
  EXPECT_EQ(lines_of({other.substr(0, 15), other.substr(15) + "\n"}).at(0).front(), '!');
}

TEST(LineReader, HoldsNoMoreThanTheLimitOfALineWithoutAnEnd) {
  LineReader reader({.line = 1 << 16, .reply = 1 << 17});
  const std::string piece(1 << 12, 'x');
  for (int i = 0; i < 1000; ++i) {
    reader.add(piece);
    EXPECT_FALSE(reader.next());
    ASSERT_LE(reader.held_bytes(), std::size_t{1} << 17);
  }
}

TEST(LineReader, TerminatesAPartOfALineThatItHas) {
  LineReader reader({.line = 100, .reply = 200});
  reader.add("{\"return\": [1,");
  EXPECT_FALSE(reader.next());
  reader.add(" 2], \"id\": \"7\"}\r\nnext\r\n");
  const auto line = reader.next();
  ASSERT_TRUE(line);
  for (const std::string_view part : {line->text, line->text.substr(11, 6)}) {
    EXPECT_TRUE(reader.terminate(part));
    EXPECT_STREQ(part.data(), std::string(part).c_str());
  }
  EXPECT_STREQ(line->text.substr(11, 6).data(), "[1, 2]");
  const auto next = reader.next();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->text, "next");
  EXPECT_FALSE(reader.terminate(next->text));
}

TEST(LineReader, ForgetsAnUnfinishedLineWhenItIsReset) {
  LineReader reader({.line = 20, .reply = 40});
  reader.add("half a li");
  EXPECT_FALSE(reader.next());
  reader.reset();
  reader.add("whole\n");
  EXPECT_EQ(reader.next()->text, "whole");
}

}  // namespace
