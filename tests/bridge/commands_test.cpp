// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/commands.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

namespace {

// Commands in front of a server that reads when it is told to.
class CommandsTest : public testing::Test {
 protected:
  CommandsTest() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_), 0); }
  ~CommandsTest() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  void add(std::string name, std::uint64_t session, bool oob = false) {
    commands_.add({.name = name, .oob = oob, .session = session},
                  [this, name](const UpstreamLine* reply) {
                    told_.push_back(name + (reply == nullptr ? " never" : ""));
                  });
  }

  // What the server gets now.
  std::string given() {
    commands_.write(ends_[0]);
    std::string text(1 << 16, '\0');
    const ssize_t size = ::recv(ends_[1], text.data(), text.size(), MSG_DONTWAIT);
    return text.substr(0, size < 0 ? 0 : static_cast<std::size_t>(size));
  }

  // Returns whether somebody waits for a reply with this id, as JSON text.
  bool reply(std::string_view id) {
    UpstreamLine line{};
    line.kind = UpstreamLine::Kind::success;
    line.id = id;
    const Commands::Answered waits = commands_.take(line);
    if (waits) waits(&line);
    return static_cast<bool>(waits);
  }

  Commands commands_;
  std::vector<std::string> told_;
  int ends_[2] = {-1, -1};
};

using Told = std::vector<std::string>;

TEST_F(CommandsTest, WritesSomeOfALargeCommandAtATime) {
  const int large = 8 << 20;
  if (::setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUFFORCE, &large, sizeof large) != 0) {
    GTEST_SKIP() << "needs CAP_NET_ADMIN for a socket that takes as much";
  }
  const std::string arguments = R"({"a":")" + std::string(3 << 20, 'x') + "\"}";
  const std::string expected = R"({"execute":"stop","arguments":)" + arguments + "}";
  commands_.add({.name = "stop", .arguments = arguments}, [](const UpstreamLine*) {});

  int writes = 1;
  while (commands_.write(ends_[0]) == Outgoing::Written::some) ++writes;

  EXPECT_GE(writes, 3);
  std::string text(expected.size() + 1, '\0');
  std::size_t size = 0;
  for (ssize_t more = 0;
       (more = ::recv(ends_[1], text.data() + size, text.size() - size, MSG_DONTWAIT)) > 0;) {
    size += static_cast<std::size_t>(more);
  }
  text.resize(size);
  EXPECT_EQ(text, expected);
}

TEST_F(CommandsTest, AReplyWithAnIdIsOfWhatHadItAndNeverOfWhatHadNone) {
  add("stop", 1);
  add("migrate-pause", 2, /*oob=*/true);
  EXPECT_EQ(given(), R"({"execute":"stop"}{"exec-oob":"migrate-pause","id":"2"})");
  for (const char* id : {"\"1\"", "\"3\"", "2", "null", "{}"}) EXPECT_FALSE(reply(id)) << id;
  EXPECT_TRUE(reply("\"2\""));
  EXPECT_FALSE(reply("\"2\""));  // a second time
  EXPECT_TRUE(reply(""));
  EXPECT_FALSE(reply(""));
  EXPECT_EQ(told_, (Told{"migrate-pause", "stop"}));
}

TEST_F(CommandsTest, TakesBackOfOneWhoHasLeftWhatIsNotGivenToTheServer) {
  add("given", 1);
  given();
  for (std::uint64_t i = 2; i <= Commands::kMaxInFlight + 3; ++i) add("c" + std::to_string(i), i);
  add("oob", 2, /*oob=*/true);
  EXPECT_TRUE(commands_.take_back(1).empty());
  for (const std::uint64_t gone : {2, 9}) {  // one that would be written next, one that waits
    for (const Commands::Answered& waits : commands_.take_back(gone)) waits(nullptr);
  }
  EXPECT_EQ(told_, (Told{"c2 never", "oob never", "c9 never"}));
  EXPECT_EQ(given(), R"({"execute":"c3"}{"execute":"c4"}{"execute":"c5"}{"execute":"c6"})"
                     R"({"execute":"c7"}{"execute":"c8"})");
  EXPECT_TRUE(reply(""));
  EXPECT_EQ(given(), R"({"execute":"c10"})");
}

TEST_F(CommandsTest, TellsWhatHasNotBeenAnsweredForTheLongest) {
  EXPECT_FALSE(commands_.oldest());
  add("stop", 1);
  add("cont", 1);
  EXPECT_EQ(commands_.oldest()->name, "stop");
  EXPECT_TRUE(reply(""));
  EXPECT_EQ(commands_.oldest()->name, "cont");
}

}  // namespace
