// SPDX-License-Identifier: Apache-2.0
#include "host/ready_set.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

class ReadySetTest : public testing::Test {
 protected:
  ~ReadySetTest() override {
    for (const int each : sockets_) ::close(each);
  }

  // A pair of connected sockets, closed at the end.
  std::array<int, 2> pair() {
    std::array<int, 2> both{-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, both.data()), 0);
    sockets_.insert(sockets_.end(), both.begin(), both.end());
    return both;
  }

  // A socket that can be read.
  int readable() {
    const auto [own, other] = pair();
    EXPECT_EQ(::send(other, "x", 1, 0), 1);
    return own;
  }

  // Runs the loop from `begin` on, until stop().
  void run(std::function<void()> begin) {
    loop_.post(std::move(begin));
    loop_.run();
  }

  Loop loop_;
  std::vector<int> sockets_;
};

// A loop looks at 128 descriptors at a time, and those that became ready first come first.
TEST_F(ReadySetTest, OneOfAnotherSetIsToldOfBehindFewOfThoseThatWereReadyBefore) {
  constexpr std::size_t kMany = 500;
  ReadySet busy(loop_);
  ReadySet other(loop_);
  std::vector<std::unique_ptr<ReadySet::Member>> members;
  std::size_t told = 0;
  std::size_t told_before = 0;
  for (std::size_t i = 0; i < kMany; ++i) {
    members.push_back(std::make_unique<ReadySet::Member>(
        busy, readable(), [&] { ++told; }, [] {}));
    members.back()->want_read();
  }
  ReadySet::Member late(
      other, readable(),
      [&] {
        told_before = told;
        loop_.stop();
      },
      [] {});
  late.want_read();

  run([] {});

  EXPECT_LE(told_before, 2 * ReadySet::kMostAtATime);
}

TEST_F(ReadySetTest, TellsEachOfManyOnceForEachTimeThatItAsks) {
  constexpr std::size_t kMany = 3 * ReadySet::kMostAtATime;
  ReadySet set(loop_);
  std::vector<std::unique_ptr<ReadySet::Member>> members;
  std::vector<int> told(kMany, 0);
  std::size_t left = 2 * kMany;
  for (std::size_t i = 0; i < kMany; ++i) {
    members.push_back(std::make_unique<ReadySet::Member>(
        set, readable(),
        [&, i] {
          if (++told[i] < 2) members[i]->want_read();
          if (--left == 0) loop_.post([&] { loop_.stop(); });
        },
        [] {}));
    members.back()->want_read();
  }

  run([] {});

  EXPECT_EQ(told, std::vector<int>(kMany, 2));
}

TEST_F(ReadySetTest, TellsThatASocketTakesMoreWhileItIsReadToo) {
  ReadySet set(loop_);
  const auto [own, other] = pair();
  bool is_read = false;
  std::optional<ReadySet::Member> member;
  member.emplace(
      set, own,
      [&] {
        is_read = true;
        loop_.stop();
      },
      [&, other = other] { EXPECT_EQ(::send(other, "x", 1, 0), 1); });
  member->want_read();
  member->want_write();

  run([] {});

  EXPECT_TRUE(is_read);
}

TEST_F(ReadySetTest, AMemberMayGoInItsOwnCallbackAndInThatOfAnother) {
  ReadySet set(loop_);
  std::array<std::optional<ReadySet::Member>, 3> members;
  int told = 0;
  for (auto& each : members) {
    each.emplace(
        set, readable(),
        [&] {
          ++told;
          for (auto& member : members) member.reset();
          loop_.post([&] { loop_.stop(); });
        },
        [] {});
    each->want_read();
  }

  run([] {});

  EXPECT_EQ(told, 1);
}

TEST_F(ReadySetTest, TheSetMayGoInACallback) {
  auto set = std::make_unique<ReadySet>(loop_);
  std::array<std::optional<ReadySet::Member>, 2> members;
  for (auto& each : members) {
    each.emplace(
        *set, readable(),
        [&] {
          for (auto& member : members) member.reset();
          set.reset();
          loop_.post([&] { loop_.stop(); });
        },
        [] {});
    each->want_read();
  }

  run([] {});

  EXPECT_EQ(set, nullptr);
}

TEST_F(ReadySetTest, TellsAgainOfASocketWhoseCallbackThrew) {
  ReadySet set(loop_);
  std::array<std::optional<ReadySet::Member>, 2> members;
  std::array<int, 2> told{};
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i].emplace(
        set, readable(),
        [&, i] {
          ++told[i];
          if (told[0] >= 2 && told[1] >= 2) loop_.post([&] { loop_.stop(); });
          throw std::runtime_error("no wings");
        },
        [] {});
    members[i]->want_read();
  }

  run([] {});

  EXPECT_GE(told[0], 2);
  EXPECT_GE(told[1], 2);
}

TEST_F(ReadySetTest, TellsOfTheEndWhileNothingElseIsAskedFor) {
  ReadySet set(loop_);
  const auto [own, other] = pair();
  bool is_told = false;
  ReadySet::Member member(
      set, own, [] {}, [] {},
      [&] {
        is_told = true;
        loop_.stop();
      });
  member.want_hang_up();

  run([&, other = other] { ::shutdown(other, SHUT_RDWR); });

  EXPECT_TRUE(is_told);
  EXPECT_FALSE(member.wants_read());
}

TEST_F(ReadySetTest, TellsAReaderThatTheOtherEndIsGone) {
  ReadySet set(loop_);
  const auto [own, other] = pair();
  bool is_told = false;
  ReadySet::Member member(
      set, own,
      [&] {
        is_told = true;
        loop_.stop();
      },
      [] {});
  ::shutdown(other, SHUT_RDWR);

  run([&] { member.want_read(); });

  EXPECT_TRUE(is_told);
}

}  // namespace
}  // namespace signalbox
