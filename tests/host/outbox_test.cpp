// SPDX-License-Identifier: Apache-2.0
#include "host/outbox.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
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
  OutboxMemory memory_;
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

TEST_F(OutboxTest, SaysThatTheClientIsGone) {
  outbox_.append_event("body", "", &account_);
  ::close(std::exchange(ends_[1], -1));

  EXPECT_EQ(write(), Outbox::Written::failed);

  EXPECT_EQ(account_.delivered, 0U);
}

}  // namespace
}  // namespace signalbox
