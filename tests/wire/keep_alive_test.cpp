// SPDX-License-Identifier: Apache-2.0
#include "wire/keep_alive.hpp"

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

// Both ends of a TCP connection of this computer with itself.
class TcpConnection : public testing::Test {
 protected:
  TcpConnection() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    auto* const bound = reinterpret_cast<sockaddr*>(&name);
    EXPECT_EQ(::bind(listener, bound, size), 0);
    EXPECT_EQ(::listen(listener, 1), 0);
    EXPECT_EQ(::getsockname(listener, bound, &size), 0);
    EXPECT_EQ(::connect(ours_, bound, size), 0);
    theirs_ = ::accept(listener, nullptr, nullptr);
    ::close(listener);
  }

  ~TcpConnection() override {
    ::close(ours_);
    ::close(theirs_);
  }

  void say() const { ASSERT_EQ(::send(ours_, "x", 1, MSG_NOSIGNAL), 1); }

  // The other end gets no packet any more, and so acknowledges none.
  void cut_off() const {
    sock_filter nothing{BPF_RET | BPF_K, 0, 0, 0};
    const sock_fprog program{1, &nothing};
    ASSERT_EQ(::setsockopt(theirs_, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
  }

  const int ours_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int theirs_ = -1;
};

TEST_F(TcpConnection, IsUnansweredOnceAPacketWasRepeatedSoOften) {
  cut_off();
  say();
  EXPECT_FALSE(is_unanswered(ours_, 1000));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!is_unanswered(ours_, 2)) {
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  }
}

TEST_F(TcpConnection, IsNotWhereItsOtherEndOnlyDoesNotRead) {
  say();
  EXPECT_FALSE(is_unanswered(ours_, 1));
}

TEST(KeepAlive, OfASocketOfAnotherKindNothingIsKnown) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  EXPECT_EQ(::send(ends[0], "x", 1, 0), 1);
  EXPECT_FALSE(is_unanswered(ends[0], 1));
  for (const int each : ends) ::close(each);
}

}  // namespace
}  // namespace signalbox
