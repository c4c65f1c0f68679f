// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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
  return std::string(depth, '[').append(depth, ']');
}

TEST(ReaderLimits, NestingOf1024IsGood) {
  EXPECT_EQ(messages_of(nested(1024)), (std::vector{nested(1024)}));
  EXPECT_EQ(messages_of(std::string(1023, '[').append("{}").append(1023, ']')).size(), 1u);
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
  EXPECT_LE(outcome.peak_bytes, 3 * text.size());
}

TEST(ReaderLimits, TokensOfOneMessageAreAddedUp) {
  const auto half = '"' + std::string(max_bytes / 2, 'x') + '"';

  const Outcome outcome = read_all('[' + half + ',' + half + ']');

  ASSERT_GE(outcome.messages.size(), 1u);
  EXPECT_EQ(outcome.messages[0], "JSON token size limit exceeded");
  EXPECT_LE(outcome.peak_bytes, 3 * max_bytes);
}

TEST(ReaderLimits, WhiteSpaceCountsForNothing) {
  const Outcome outcome = read_all('[' + std::string(max_bytes + 10, ' ') + ']');

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{""}));
  EXPECT_LE(outcome.peak_bytes, 4 * read_size);
}

// An opener, so many times `piece`, and no end.
std::string repeated(std::string_view opener, std::string_view piece, std::size_t times) {
  std::string text(opener);
  text.reserve(opener.size() + times * piece.size());
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(ReaderLimits, JustBelowTwoMebiTokensAreGood) {
  const auto text = repeated("[", "0,", WIRE_JSON_MAX_TOKENS / 2 - 1) + "0]";

  const Outcome outcome = read_all(text.substr(0, text.size() - 3) + "]");

  EXPECT_EQ(outcome.messages, (std::vector<std::string>{""}));
  EXPECT_LE(outcome.peak_bytes, 3 * text.size());
}

TEST(ReaderLimits, TwoMebiTokensOfAnyKindAreRefused) {
  const struct {
    std::string_view opener;
    std::string_view piece;
    std::size_t tokens;  // in a piece
  } table[] = {
      {"[", "0,", 2},
      {"[", "'',", 2},
      {"[", "[],", 3},
      {"[", "{},", 3},
      {"{'a':[", "{'b':0},", 6},
      {"{", "'':0,", 4},
      {"{", "'':{'':0},", 8},
      {"{", ":", 1},  // a fault, told only where it ends
  };
  for (const auto& item : table) {
    const auto text = repeated(item.opener, item.piece, WIRE_JSON_MAX_TOKENS / item.tokens + 1);

    const Outcome outcome = read_all(text);

    ASSERT_GE(outcome.messages.size(), 1u) << item.piece;
    EXPECT_EQ(outcome.messages[0], "JSON token count limit exceeded") << item.piece;
    EXPECT_LE(outcome.peak_bytes, 3 * text.size()) << item.piece;
  }
}

std::string object_of(std::size_t members, std::string_view last_key) {
  std::string text = "{";
  for (std::size_t i = 1; i < members; ++i) text += "'" + std::to_string(i) + "':0,";
  return text.append("'").append(last_key).append("':0}");
}

// The key number `i` of those of three bytes.
std::string short_key(std::size_t i) {
  std::string key;
  for (int digit = 0; digit < 3; ++digit, i /= 90) key += static_cast<char>('0' + i % 90);
  std::replace(key.begin(), key.end(), '\\', '!');
  return key;
}

TEST(ReaderLimits, TwoMebiTokensOfDistinctKeysAreRefused) {
  for (const auto& key_of : {short_key, +[](std::size_t i) { return std::to_string(i); }}) {
    std::string text = "{";
    for (std::size_t i = 0; i <= WIRE_JSON_MAX_TOKENS / 4; ++i) {
      text.append("\"").append(key_of(i)).append("\":0,");
    }

    const Outcome outcome = read_all(text);

    ASSERT_GE(outcome.messages.size(), 1u);
    EXPECT_EQ(outcome.messages[0], "JSON token count limit exceeded");
    EXPECT_LE(outcome.peak_bytes, 3 * text.size());
  }
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

TEST(ReaderLimits, ADuplicateOfAnyOfAThousandKeysIsFound) {
  for (int i = 1; i < 1000; ++i) {
    ASSERT_EQ(messages_of(object_of(1000, std::to_string(i))).at(0),
              "! JSON parse error, duplicate key")
        << i;
  }
}

// The reader gives up on such an object before it ends; what is told does not change.
TEST(ReaderLimits, AKeyThatComesAgainAndAgainIsOneFault) {
  const auto many = repeated("", "'':0,", 100000);

  EXPECT_EQ(messages_of("{" + many + "'x':{'y':[]}}{}"),
            (std::vector<std::string>{"! JSON parse error, duplicate key", "{}"}));
  EXPECT_EQ(messages_of("{'x':{" + many + "'y' 0}}[]"),
            (std::vector<std::string>{"! JSON parse error, duplicate key", "[]"}));
}

TEST(ReaderLimits, AnOwnerMayWantLessThanQemu) {
  MessageReader reader;
  reader.limit_message(1000);
  const auto errors_of = [&reader](const std::string& text) {
    int errors = 0;
    reader.feed(text);
    while (const auto message = reader.next()) errors += message->error.empty() ? 0 : 1;
    return errors;
  };

  EXPECT_EQ(errors_of("\"" + std::string(997, 'x') + "\""), 0);
  EXPECT_EQ(errors_of("\"" + std::string(999, 'x') + "\""), 1);
  EXPECT_LT(reader.memory(), 4096u);
  EXPECT_EQ(errors_of("[" + std::string(100, ' ')), 0);  // its memory was freed, its limit is kept
  EXPECT_GE(errors_of(std::string(999, '1') + "]"), 1);
}

}  // namespace
}  // namespace signalbox
