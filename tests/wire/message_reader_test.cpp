// SPDX-License-Identifier: Apache-2.0
#include "wire/message_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/wire/allocated_bytes.hpp"
#include "tests/wire/dialect_cases.hpp"
#include "tests/wire/messages_of.hpp"

namespace signalbox {
namespace {

TEST(MessageReader, ReadsTheDialectAsQemuDoes) {
  for (const DialectCase& item : dialect_cases()) {
    EXPECT_EQ(messages_of(item.bytes), item.messages) << item.bytes;
  }
}

TEST(MessageReader, GivesTheSameMessagesWhereverTheInputIsCut) {
  for (const DialectCase& item : dialect_cases()) {
    for (std::size_t cut = 0; cut <= item.bytes.size(); ++cut) {
      MessageReader reader;
      std::vector<std::string> messages;

      reader.feed(item.bytes.substr(0, cut));
      append_messages(reader, messages);
      reader.feed(item.bytes.substr(cut));
      append_messages(reader, messages);

      EXPECT_EQ(messages, item.messages) << item.bytes << " cut at " << cut;
    }
  }
}

TEST(MessageReader, GivesTheSameMessagesByteForByte) {
  for (const DialectCase& item : dialect_cases()) {
    MessageReader reader;
    std::vector<std::string> messages;
    for (const char byte : item.bytes) {
      reader.feed({&byte, 1});
      append_messages(reader, messages);
    }
    EXPECT_EQ(messages, item.messages) << item.bytes;
  }
}

TEST(MessageReader, CanBeMadeAnewFromWhatIsUnread) {
  for (const DialectCase& item : dialect_cases()) {
    for (std::size_t cut = 0; cut <= item.bytes.size(); ++cut) {
      MessageReader before;
      std::vector<std::string> messages;
      before.feed(item.bytes.substr(0, cut));
      append_messages(before, messages);

      MessageReader after(before.unread());
      append_messages(after, messages);
      after.feed(item.bytes.substr(cut));
      append_messages(after, messages);

      EXPECT_EQ(messages, item.messages) << item.bytes << " cut at " << cut;
    }
  }
}

TEST(MessageReader, ParsesOnlyWhenAsked) {
  MessageReader reader;
  reader.feed("{'a':1} {'b':2} {'c'");

  ASSERT_EQ(reader.next()->text, "{'a':1}");

  EXPECT_EQ(reader.buffered_bytes(), std::string(" {'b':2} {'c'").size());
  EXPECT_EQ(reader.unread().bytes, " {'b':2} {'c'");
  EXPECT_EQ(reader.next()->text, "{'b':2}");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.buffered_bytes(), std::string("{'c'").size());
}

TEST(MessageReader, ReadsWhatAServerSends) {
  MessageReader reader;
  reader.feed("{\"QMP\": {}}\r\n{\"return\": {}, \"id\": 1}\r\n");

  EXPECT_EQ(reader.next()->text, "{\"QMP\":{}}");
  EXPECT_EQ(reader.next()->text, "{\"return\":{},\"id\":1}");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.buffered_bytes(), 0u);
}

TEST(MessageReader, CanBeMoved) {
  MessageReader first;
  first.feed("{'a'");
  EXPECT_FALSE(first.next());

  MessageReader second(std::move(first));
  second.feed(":1}");

  EXPECT_EQ(second.next()->text, "{'a':1}");
}

TEST(MessageReader, HoldsLittleBetweenMessages) {
  const std::size_t before = allocated_bytes();
  MessageReader reader;
  reader.feed("{'a':'" + std::string(1 << 20, 'x') + "'}\n@@@");
  ASSERT_TRUE(reader.next()->error.empty());
  ASSERT_FALSE(reader.next()->error.empty());

  ASSERT_FALSE(reader.next());

  EXPECT_LT(allocated_bytes() - before, 2048u);
}

TEST(MessageReader, CutsALongKeywordInTheErrorAsQemuDoes) {
  const auto messages = messages_of(std::string(2000, 'a').append("\n"));

  const std::string shown = "invalid keyword '" + std::string(2000, 'a');
  EXPECT_EQ(messages, (std::vector{"! JSON parse error, " + shown.substr(0, 1023)}));
}

}  // namespace
}  // namespace signalbox
