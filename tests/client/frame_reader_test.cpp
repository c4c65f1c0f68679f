// SPDX-License-Identifier: Apache-2.0
#include "client/frame_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using signalbox::client::FrameReader;

namespace {

std::vector<std::string> frames_of(FrameReader& reader) {
  std::vector<std::string> frames;
  while (auto frame = reader.next()) frames.push_back(*frame);
  return frames;
}

const std::string first = R"({"event":"}\"\\","data":{"list":[{},"]\\"]}})";
const std::string second = R"({"return":{},"id":1})";

TEST(FrameReader, ReadsTheSameMessagesWhereverTheStreamIsSplit) {
  const std::string stream = first + "\r\n" + second + "\r\n";
  const std::vector<std::string> expected = {first, second};
  for (size_t split = 0; split <= stream.size(); ++split) {
    FrameReader reader;
    reader.add(stream.substr(0, split));
    std::vector<std::string> frames = frames_of(reader);
    reader.add(stream.substr(split));
    for (const std::string& frame : frames_of(reader)) frames.push_back(frame);
    EXPECT_EQ(frames, expected) << "split at " << split;
    EXPECT_FALSE(reader.inside());
  }
}

TEST(FrameReader, ReadsAStreamThatComesByteByByte) {
  FrameReader reader;
  std::vector<std::string> frames;
  for (const char byte : first + "\r\n" + second) {
    reader.add({&byte, 1});
    while (auto frame = reader.next()) frames.push_back(*frame);
  }
  EXPECT_EQ(frames, (std::vector<std::string>{first, second}));
}

TEST(FrameReader, NeedsNoLineEndsAndBearsThemInside) {
  FrameReader reader;
  reader.add("{}{\r\n    \"a\": 1\r\n}\n\n{}");
  EXPECT_EQ(frames_of(reader), (std::vector<std::string>{"{}", "{\"a\":1}", "{}"}));
}

TEST(FrameReader, KnowsThatItIsInsideOfAMessage) {
  FrameReader reader;
  reader.add("{} {\"return\": ");
  EXPECT_EQ(frames_of(reader), std::vector<std::string>{"{}"});
  EXPECT_TRUE(reader.inside());
}

TEST(FrameReader, GivesNothingMoreAfterWhatIsNotJson) {
  FrameReader reader;
  reader.add("{}\r\nSSH-2.0-OpenSSH\r\n{}");
  EXPECT_EQ(frames_of(reader), std::vector<std::string>{"{}"});
  EXPECT_EQ(reader.broken(), "JSON parse error, stray 'S'");
}

TEST(FrameReader, RefusesAMessageThatNeverEnds) {
  FrameReader reader;
  reader.add("{\"return\": \"");
  const std::string chunk(8u << 20, 'x');
  for (int i = 0; i < 9 && reader.broken().empty(); ++i) {
    reader.add(chunk);
    EXPECT_FALSE(reader.next());
  }
  EXPECT_EQ(reader.broken(), "JSON token size limit exceeded");
}

}  // namespace
