// SPDX-License-Identifier: Apache-2.0
#include "host/outbox.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

// A socket that takes little at a time, and its other end.
class OutboxTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0);
    const int small = 4096;
    ::setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  }

  void TearDown() override {
    outbox_.fail_rest();
    for (const int fd : ends_) {
      if (fd >= 0) ::close(fd);
    }
  }

  Outbox::Written write() { return outbox_.write(ends_[0]); }

  // Takes at most `size` bytes from the other end.
  std::string take(std::size_t size) {
    std::string text(size, '\0');
    const ssize_t length = ::recv(ends_[1], text.data(), size, 0);
    text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return text;
  }

  std::array<int, 2> ends_{-1, -1};
  std::list<OutboxBlock> freed_;  // what was left to be freed elsewhere
  OutboxMemory memory_{
      [this](std::list<OutboxBlock> blocks) { freed_.splice(freed_.end(), blocks); }};
  Outbox outbox_{memory_};
  Account account_;
};

TEST_F(OutboxTest, WritesWhatWasAppendedInOrder) {
  outbox_.append("one ");
  outbox_.append_event("two", " three", nullptr);

  EXPECT_EQ(write(), Outbox::Written::all);

  EXPECT_TRUE(outbox_.empty());
  EXPECT_EQ(take(100), "one two three");
}

TEST_F(OutboxTest, CountsAnEventThatTheSocketTook) {
  outbox_.append_event("body", "tail", &account_);
  EXPECT_EQ(account_.delivered, 0U);

  write();

  EXPECT_EQ(account_.delivered, 1U);
}

TEST_F(OutboxTest, TakesBackWhatTheSocketDidNotTake) {
  const std::string body(1000, 'x');
  for (int i = 0; i < 1000; ++i) outbox_.append_event(body, "", &account_);

  EXPECT_EQ(write(), Outbox::Written::some);

  const std::uint64_t taken = 1000 * 1000 - outbox_.size();
  EXPECT_EQ(account_.delivered, taken / 1000);
}

TEST_F(OutboxTest, WritesNotMoreThanEnoughAtATime) {
  const int large = 8 << 20;
  if (::setsockopt(ends_[0], SOL_SOCKET, SO_SNDBUFFORCE, &large, sizeof large) != 0) {
    GTEST_SKIP() << "needs CAP_NET_ADMIN for a socket that takes as much";
  }
  outbox_.append(std::string(3 << 20, 'x'));

  EXPECT_EQ(write(), Outbox::Written::enough);
  EXPECT_EQ(outbox_.size(), 2U << 20);
  EXPECT_EQ(write(), Outbox::Written::enough);
  EXPECT_EQ(write(), Outbox::Written::all);
}

TEST_F(OutboxTest, IsNeverBelowWhatWasReceived) {
  const std::string body(700, 'x');
  for (int i = 0; i < 500; ++i) outbox_.append_event(body, "", &account_);
  std::uint64_t received = 0;

  while (!outbox_.empty()) {
    write();
    received += take(333).size();
    ASSERT_GE(account_.delivered, received / body.size());
    ASSERT_LE(account_.delivered, 500U);
  }

  EXPECT_EQ(account_.delivered, 500U);
}

TEST_F(OutboxTest, CountsWhatIsLeftAsFailed) {
  const std::string body(1000, 'x');
  for (int i = 0; i < 1000; ++i) outbox_.append_event(body, "", &account_);
  write();

  outbox_.fail_rest();

  EXPECT_EQ(account_.delivered + account_.failed, 1000U);
  EXPECT_GT(account_.failed, 0U);
  EXPECT_TRUE(outbox_.empty());
}

// To move 64 MiB that wait, or to free them, takes many milliseconds of the loop.
TEST_F(OutboxTest, ABacklogLiesInBlocksAndIsFreedElsewhere) {
  constexpr std::size_t kSize = 10 << 20;
  const std::string body(1000, 'x');
  for (std::size_t i = 0; i < kSize / body.size(); ++i) outbox_.append_event(body, "", &account_);

  outbox_.fail_rest();

  std::size_t bytes = 0;
  for (const OutboxBlock& each : freed_) {
    EXPECT_LE(each.text.capacity(), 128U * 1024);
    bytes += each.bytes().size();
  }
  EXPECT_GE(bytes, kSize / 10 * 9);
  EXPECT_EQ(account_.failed, kSize / body.size());
}

TEST_F(OutboxTest, ALargeTextIsNotCopied) {
  std::string text(10 << 20, 'x');
  const char* const place = text.data();
  outbox_.append("before ");
  outbox_.append_whole(std::move(text));
  outbox_.append_event("behind", " it", &account_);

  outbox_.fail_rest();

  ASSERT_EQ(freed_.size(), 2U);
  EXPECT_EQ(freed_.front().bytes().data(), place);
}

TEST_F(OutboxTest, WritesBlocksAndLargeTextsInOrder) {
  std::string expected;
  for (int i = 0; i < 300; ++i) {
    std::string text(static_cast<std::size_t>(i) * 997 % 200000 + 1,
                     static_cast<char>('a' + i % 26));
    expected += text;
    if (i % 3 == 0) {
      outbox_.append_event(text, "", &account_);
    } else if (i % 3 == 1) {
      outbox_.append_whole(std::move(text));
    } else {
      outbox_.append(text);
    }
  }
  ASSERT_EQ(outbox_.size(), expected.size());
  EXPECT_EQ(outbox_.unsent(), expected);

  std::string received;
  while (!outbox_.empty()) {
    write();
    received += take(100000);
    EXPECT_EQ(outbox_.queued_bytes(), expected.size());
  }
  for (std::string rest = take(1 << 20); !rest.empty(); rest = take(1 << 20)) received += rest;

  EXPECT_EQ(received, expected);
  EXPECT_EQ(account_.delivered, 100U);
}

TEST_F(OutboxTest, SaysThatTheClientIsGone) {
  outbox_.append_event("body", "", &account_);
  ::close(std::exchange(ends_[1], -1));

  EXPECT_EQ(write(), Outbox::Written::failed);

  EXPECT_EQ(account_.delivered, 0U);
}

}  // namespace
}  // namespace signalbox
