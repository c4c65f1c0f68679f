// SPDX-License-Identifier: Apache-2.0
#include "host/client_accounts.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "host/config.hpp"
#include "host/limits.hpp"

namespace signalbox {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

ListenerConfig listener_at(const std::string& address, bool management = false) {
  ListenerConfig listener;
  listener.address = address;
  listener.mode = 0666;  // accounts of several users
  listener.management = management;
  return listener;
}

class ClientAccountsTest : public testing::Test {
 protected:
  ClientAccountsTest() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()), 0);
  }
  ~ClientAccountsTest() override {
    for (const int each : ends_) ::close(each);
  }

  static LimitValues values() {
    LimitValues values;
    values.set(Limit::descriptors, 1000);
    values.set(Limit::listener_sessions, 600);
    values.set(Limit::total_memory, 100 * kMiB);
    values.set(Limit::account_input, 128 * kMiB);
    return values;
  }

  std::shared_ptr<ClientAccount> admit(const ListenerConfig& listener) {
    return accounts_.admit(listener, false, ends_[0]);
  }

  // So many sessions of one account; stops at the first that is not let in.
  std::size_t fill(const ListenerConfig& listener) {
    std::size_t sessions = 0;
    while (admit(listener) != nullptr) ++sessions;
    return sessions;
  }

  void use(ClientAccount& account, SessionId session, const MemoryUse& now) {
    accounts_.use_changed(account, session, {}, now);
  }

  std::array<int, 2> ends_{};
  Limits limits_{values()};
  ClientAccounts accounts_{limits_, 60 * kMiB};
  const ListenerConfig one_ = listener_at("unix:/one");
  const ListenerConfig other_ = listener_at("unix:/other");
  const ListenerConfig management_ = listener_at("unix:/management", true);
};

TEST_F(ClientAccountsTest, SessionsOfOneUserAtOneListenerShareAnAccount) {
  const auto account = admit(one_);

  EXPECT_EQ(admit(one_), account);
  EXPECT_NE(admit(other_), account);

  EXPECT_EQ(account->name, "uid " + std::to_string(::getuid()));
  EXPECT_EQ(account->sessions, 2u);
  EXPECT_EQ(accounts_.count(), 2u);
}

TEST_F(ClientAccountsTest, AnAccountIsForgottenWithItsLastSession) {
  const auto account = admit(one_);
  admit(one_);

  accounts_.leave(*account);
  EXPECT_EQ(accounts_.count(), 1u);
  accounts_.leave(*account);

  EXPECT_EQ(accounts_.count(), 0u);
  EXPECT_NE(admit(one_), account);
}

// 64 are granted; beyond these half of what others leave of 1,000.
TEST_F(ClientAccountsTest, HaveHalfOfTheDescriptorsThatOthersLeave) {
  EXPECT_EQ(fill(one_), 564u);
  EXPECT_EQ(fill(other_), 282u);
  EXPECT_EQ(limits_.times_reached(Limit::descriptors), 2u);
}

TEST_F(ClientAccountsTest, OfManagementListenersAreNotLimited) {
  for (int i = 0; i < 2000; ++i) ASSERT_NE(admit(management_), nullptr);
  EXPECT_EQ(fill(one_), 564u);
}

TEST_F(ClientAccountsTest, AListenerIsFullWhenItHasItsSessions) {
  fill(one_);
  EXPECT_EQ(accounts_.refusal_at(one_), std::nullopt);  // others may come
  EXPECT_EQ(accounts_.refusal_at(other_), std::nullopt);

  ListenerConfig own = one_;
  own.mode = 0600;
  EXPECT_EQ(accounts_.refusal_at(own), Limit::descriptors);
}

TEST_F(ClientAccountsTest, TheSlowestOfTheAccountWithTheMostIsDisconnected) {
  const auto one = admit(one_);
  const auto other = admit(other_);
  use(*one, 1, {.output = 12 * kMiB});
  use(*one, 2, {.output = 14 * kMiB});
  EXPECT_EQ(accounts_.slowest(*one), std::nullopt);

  use(*other, 3, {.output = 17 * kMiB});
  EXPECT_EQ(accounts_.slowest(*other), std::nullopt);  // half of 34

  use(*other, 4, {.output = 1 * kMiB});
  EXPECT_EQ(accounts_.slowest(*other), 3u);

  const auto manager = admit(management_);
  use(*manager, 5, {.output = 50 * kMiB});
  EXPECT_EQ(accounts_.slowest(*manager), 2u);
}

TEST_F(ClientAccountsTest, AnAnswerThatIsBeingReadIsNoReason) {
  const auto account = admit(one_);
  use(*account, 1, {.output = 1, .reply = 49 * kMiB});
  EXPECT_EQ(accounts_.slowest(*account), std::nullopt);
  EXPECT_EQ(accounts_.largest(*account), std::nullopt);
}

TEST_F(ClientAccountsTest, MemoryThatIsShortCostsTheLargestOfTheLargestAccount) {
  const auto one = admit(one_);
  const auto other = admit(other_);
  const auto manager = admit(management_);
  use(*one, 1, {.input = 10 * kMiB});
  use(*one, 2, {.reply = 21 * kMiB});
  use(*other, 3, {.conditions = 25 * kMiB});
  EXPECT_EQ(accounts_.largest(*one), std::nullopt);
  EXPECT_EQ(accounts_.refusal_at(one_), std::nullopt);

  use(*manager, 4, {.output = 40 * kMiB});

  EXPECT_EQ(accounts_.largest(*manager), 2u);
  EXPECT_EQ(accounts_.refusal_at(one_), Limit::total_memory);
  EXPECT_EQ(accounts_.refusal_at(management_), std::nullopt);
  accounts_.use_changed(*one, 2, {.reply = 21 * kMiB}, {});
  EXPECT_EQ(accounts_.largest(*manager), std::nullopt);
}

TEST_F(ClientAccountsTest, LargeMessagesShareTheInputOfTheAccount) {
  LimitValues its = values();
  its.set(Limit::account_input, 30 * kMiB);
  its.set(Limit::total_memory, 1000 * kMiB);
  Limits limits(its);
  ClientAccounts accounts(limits, 60 * kMiB);
  const auto account = accounts.admit(one_, false, ends_[0]);
  for (SessionId each = 1; each <= 10; ++each) {
    EXPECT_TRUE(accounts.take_input(*account, each, 3 * kMiB, false)) << each;
  }
  EXPECT_TRUE(accounts.take_input(*account, 11, 10 * kMiB, false));

  EXPECT_FALSE(accounts.take_input(*account, 12, 2 * kMiB, false));  // 20 + 9 + 1 of 30 MiB
  EXPECT_FALSE(accounts.take_input(*account, 13, 4 * kMiB, false));

  EXPECT_EQ(limits.times_reached(Limit::account_input), 2u);
  EXPECT_EQ(accounts.release_input(*account, 12), std::vector<SessionId>{13});
  EXPECT_EQ(accounts.release_input(*account, 11), std::vector<SessionId>{});
  EXPECT_TRUE(accounts.take_input(*account, 13, 4 * kMiB, false));
}

TEST_F(ClientAccountsTest, WhereThereIsNoRoomOneMessageIsCompleted) {
  const auto account = admit(one_);
  use(*account, 1, {.input = 49 * kMiB});
  EXPECT_TRUE(accounts_.take_input(*account, 1, 49 * kMiB, true));
  use(*account, 2, {.input = 2 * kMiB});

  EXPECT_TRUE(accounts_.take_input(*account, 2, 2 * kMiB, true));

  EXPECT_FALSE(accounts_.take_input(*account, 1, 49 * kMiB, true));
  EXPECT_EQ(accounts_.release_input(*account, 2), std::vector<SessionId>{1});
  EXPECT_TRUE(accounts_.take_input(*account, 1, 49 * kMiB, true));
}

TEST(LargeInput, OneThatIsSlowMakesWay) {
  LargeInput large;
  const LargeInput::Clock::time_point start{};
  const auto late = start + LargeInput::kPatience;
  const auto later = late + LargeInput::kPatience;
  large.set(1, kMiB);
  large.set(2, kMiB);
  EXPECT_FALSE(large.may_exceed(1, false, start));
  EXPECT_TRUE(large.may_exceed(1, true, start));
  EXPECT_FALSE(large.may_exceed(2, true, late - std::chrono::milliseconds(1)));
  large.set(1, kMiB + LargeInput::kProgress);
  EXPECT_FALSE(large.may_exceed(2, true, late));
  large.set(1, kMiB + 2 * LargeInput::kProgress - 1);

  EXPECT_TRUE(large.may_exceed(2, true, later));

  EXPECT_FALSE(large.may_exceed(1, true, later));
  EXPECT_TRUE(large.may_exceed(2, false, later));
}

// Servers may have half of 100 MiB of memory, and one of them half of what the others leave.
TEST_F(ClientAccountsTest, WhatServersSendIsBounded) {
  EXPECT_TRUE(accounts_.upstream_changed(0, 25 * kMiB));
  EXPECT_FALSE(accounts_.upstream_changed(25 * kMiB, 26 * kMiB));
  EXPECT_TRUE(accounts_.upstream_changed(26 * kMiB, 20 * kMiB));

  EXPECT_TRUE(accounts_.upstream_changed(0, 15 * kMiB));
  EXPECT_FALSE(accounts_.upstream_changed(15 * kMiB, 16 * kMiB));

  EXPECT_EQ(accounts_.use().total(), 36 * kMiB);
}

}  // namespace
}  // namespace signalbox
