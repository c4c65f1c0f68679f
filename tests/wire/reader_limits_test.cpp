// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/wire/allocated_bytes.hpp"
#include "tests/wire/messages_of.hpp"
#include "wire/json_reader.h"

namespace signalbox {
namespace {

constexpr std::size_t max_bytes = WIRE_JSON_MAX_TOKEN_BYTES;
constexpr std::size_t read_size = 64 * 1024;  // as much as a session takes from its socket

struct Outcome {
  std::vector<std::string> messages;
  std::size_t peak_bytes;  // beyond what there was before
};

// Feeds `bytes` as a session does. Texts of good messages are not kept.
Outcome read_all(std::string_view bytes) {
  Outcome outcome = {};
  outcome.messages.reserve(16);
  const std::size_t before = allocated_bytes();
  reset_peak_allocated_bytes();
  MessageReader reader;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(read_size, bytes.size()))) {
    reader.feed(bytes.substr(0, read_size));
    while (const auto message = reader.next()) {
      outcome.messages.push_back(message->error.substr(0, 60));
    }
  }
  outcome.peak_bytes = peak_allocated_bytes() - before;
  return outcome;
}

std::string nested(int depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ReaderLimits, NestingOf1024IsGood) {
  EXPECT_EQ(messages_of(nested(1024)), (std::vector{nested(1024)}));
  EXPECT_EQ(messages_of(std::string(1023, '[') + "{}" + std::string(1023, ']')).size(), 1u);
}

TEST(ReaderLimits, NestingOf1025IsRefusedAndEachCloserAgain) {
  std::vector<std::string> expected(1025, "! JSON parse error, expecting value");
  expected.insert(expected.begin(), "! JSON nesting depth limit exceeded");

  EXPECT_EQ(messages_of(nested(1025)), expected);
}

TEST(ReaderLimits, BracesAndBracketsCountTogether) {
  std::string text;
  for (int i = 0; i < 513; ++i) text += "[{'a':";

  EXPECT_EQ(messages_of(text).at(0), "! JSON nesting depth limit exceeded");
}

TEST(ReaderLimits, AStringJustBelow64MiBIsGood) {
  const auto text = '"' + std::string(max_bytes - 3, 'x') + '"';

  const Outcome outcome = read_all(text);

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{""}));
  EXPECT_LE(outcome.peak_bytes, 3 * text.size());
}

TEST(ReaderLimits, AStringOf64MiBIsRefused) {
  const auto text = '"' + std::string(max_bytes - 2, 'x') + '"';

  const Outcome outcome = read_all(text);

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{"JSON token size limit exceeded"}));
  EXPECT_LE(outcome.peak_bytes, 3 * text.size());
}

TEST(ReaderLimits, AStringWithoutEndIsRefusedAt64MiBAndTheRestIsLexedAnew) {
  const auto text = '"' + std::string(max_bytes, 'x') + "yz\"\n";

  const Outcome outcome = read_all(text);

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{"JSON token size limit exceeded",
                                                        "JSON parse error, invalid keyword 'yz'",
                                                        "JSON parse error, stray '\"\n'"}));
}

TEST(ReaderLimits, TokensOfOneMessageAreAddedUp) {
  const auto half = '"' + std::string(max_bytes / 2, 'x') + '"';

  const Outcome outcome = read_all('[' + half + ',' + half + ']');

  ASSERT_GE(outcome.messages.size(), 1u);
  EXPECT_EQ(outcome.messages[0], "JSON token size limit exceeded");
}

TEST(ReaderLimits, WhiteSpaceCountsForNothing) {
  const Outcome outcome = read_all('[' + std::string(max_bytes + 10, ' ') + ']');

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{""}));
  EXPECT_LE(outcome.peak_bytes, 4 * read_size);
}

std::string list_of_tokens(std::size_t tokens) {
  std::string text = "[0";
  for (std::size_t count = 3; count < tokens; count += 2) text += ",0";
  return text + ']';
}

TEST(ReaderLimits, TwoMebiTokensAreTheLimit) {
  const auto good = list_of_tokens(WIRE_JSON_MAX_TOKENS - 1);
  const Outcome outcome = read_all(good);
  EXPECT_EQ(outcome.messages, (std::vector<std::string>{""}));
  EXPECT_LE(outcome.peak_bytes, 3 * good.size());

  EXPECT_EQ(read_all(list_of_tokens(WIRE_JSON_MAX_TOKENS + 1)).messages,
            (std::vector<std::string>{"JSON token count limit exceeded"}));
}

std::string object_of(std::size_t members, std::string_view last_key) {
  std::string text = "{";
  for (std::size_t i = 1; i < members; ++i) text += "'" + std::to_string(i) + "':0,";
  return text.append("'").append(last_key).append("':0}");
}

TEST(ReaderLimits, HalfAMebiDistinctKeysStayWithinThreeTimesTheirSize) {
  const auto text = object_of(WIRE_JSON_MAX_TOKENS / 4 - 1, "x");

  const Outcome outcome = read_all(text);

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{""}));
  EXPECT_LE(outcome.peak_bytes, 3 * text.size());
}

TEST(ReaderLimits, ADuplicateAmongHalfAMebiKeysIsFound) {
  const auto text = object_of(WIRE_JSON_MAX_TOKENS / 4 - 1, "\\u0031");

  EXPECT_EQ(read_all(text).messages, (std::vector<std::string>{"JSON parse error, duplicate key"}));
}

}  // namespace
}  // namespace signalbox
