// SPDX-License-Identifier: Apache-2.0
#include "signalbox/event.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

#include "tests/sdk/counting_host.hpp"
#include "tests/sdk/number_event.hpp"

namespace signalbox {
namespace {

void append(int number, void* opaque) {
  static_cast<std::vector<int>*>(opaque)->push_back(number);
}

// What a slot sees as the emission that it is in.
void keep_emission(int, void* opaque) {
  static_cast<std::vector<signalbox_emission>*>(opaque)->push_back(*signalbox_current_emission());
}

TEST(Event, AllZeroHasNoConnections) {
  NumberEvent event;

  emit(event, 1);

  EXPECT_EQ(event.body, nullptr);
}

TEST(Event, CallsSlotsInOrderWithArgumentsAndOpaque) {
  NumberEvent event;
  std::vector<int> seen;
  connect(event, append, &seen);
  connect(
      event, [](int number, void* opaque) { append(-number, opaque); }, &seen);

  emit(event, 3);

  EXPECT_EQ(seen, (std::vector{3, -3}));
  signalbox_event_close(&event.body, "");
}

TEST(Event, HandlesArePositiveAndNotReusedWhenEmptyInBetween) {
  NumberEvent event;
  const int first = connect(event, append, nullptr);
  signalbox_event_disconnect(&event.body, first);

  const int second = connect(event, append, nullptr);

  EXPECT_GT(first, 0);
  EXPECT_GT(second, first);
  signalbox_event_disconnect(&event.body, second);
}

TEST(Event, SlotDisconnectedByAnEarlierOneIsNotCalled) {
  struct Pair {
    NumberEvent event;
    int later = 0;
    std::vector<int> seen;
  } pair;
  connect(
      pair.event,
      [](int, void* opaque) {
        auto& self = *static_cast<Pair*>(opaque);
        signalbox_event_disconnect(&self.event.body, self.later);
      },
      &pair);
  pair.later = connect(pair.event, append, &pair.seen);

  emit(pair.event, 1);

  EXPECT_TRUE(pair.seen.empty());
  signalbox_event_close(&pair.event.body, "");
}

TEST(Event, SlotConnectedDuringAnEmissionFirstRunsInTheNextOne) {
  struct Growing {
    NumberEvent event;
    std::vector<int> late;
  } growing;
  connect(
      growing.event,
      [](int number, void* opaque) {
        auto& self = *static_cast<Growing*>(opaque);
        if (number == 1) connect(self.event, append, &self.late);
      },
      &growing);

  emit(growing.event, 1);
  emit(growing.event, 2);

  EXPECT_EQ(growing.late, std::vector{2});
  signalbox_event_close(&growing.event.body, "");
}

TEST(Event, EmissionHasOneNumberAndOneTimeForAllSlots) {
  CountingHost counting;
  const signalbox_context context = counting.context();
  const signalbox_scope scope = signalbox_scope_enter(&context);
  NumberEvent event;
  std::vector<signalbox_emission> seen;
  for (int i = 0; i < 3; ++i) connect(event, keep_emission, &seen);
  signalbox_scope_leave(scope);

  emit(event, 0);

  EXPECT_EQ(counting.emissions, 1U);
  ASSERT_EQ(seen.size(), 3U);
  for (const signalbox_emission& emission : seen) {
    EXPECT_EQ(emission.number, 1U);
    EXPECT_EQ(emission.cause, 0U);
    EXPECT_EQ(emission.seconds, 1'000);
    EXPECT_EQ(emission.microseconds, 7);
  }
  signalbox_event_close(&event.body, "");
}

TEST(Event, WithoutSlotsTakesNoNumber) {
  CountingHost counting;
  const signalbox_context context = counting.context();
  const signalbox_scope scope = signalbox_scope_enter(&context);
  NumberEvent event;
  signalbox_event_disconnect(&event.body, connect(event, append, nullptr));
  signalbox_scope_leave(scope);

  emit(event, 0);

  EXPECT_EQ(counting.emissions, 0U);
}

TEST(Event, WithoutAHostItsEmissionHasTheTimeAndNoNumber) {
  NumberEvent event;
  std::vector<signalbox_emission> seen;
  connect(event, keep_emission, &seen);
  const std::int64_t before = time(nullptr);

  emit(event, 0);

  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].number, 0U);
  EXPECT_GE(seen[0].seconds, before - 1);
  EXPECT_LE(seen[0].seconds, before + 60);
  EXPECT_GE(seen[0].microseconds, 0);
  EXPECT_LE(seen[0].microseconds, 999'999);
  signalbox_event_close(&event.body, "");
}

TEST(Event, EmissionMadeInASlotHasItsCause) {
  struct Chain {
    NumberEvent cause, effect;
    std::vector<signalbox_emission> causes, effects;
    bool restored = false;
  } chain;
  CountingHost counting;
  const signalbox_context context = counting.context();
  const signalbox_scope scope = signalbox_scope_enter(&context);
  connect(chain.effect, keep_emission, &chain.effects);
  connect(
      chain.cause,
      [](int number, void* opaque) {
        auto& self = *static_cast<Chain*>(opaque);
        self.causes.push_back(*signalbox_current_emission());
        emit(self.effect, number);
        self.restored = signalbox_current_emission()->number == self.causes.back().number;
      },
      &chain);
  signalbox_scope_leave(scope);
  counting.emissions = 40;

  emit(chain.cause, 0);

  EXPECT_EQ(chain.causes.at(0).number, 41U);
  EXPECT_EQ(chain.effects.at(0).number, 42U);
  EXPECT_EQ(chain.effects.at(0).cause, 41U);
  EXPECT_TRUE(chain.restored);
  EXPECT_EQ(signalbox_current_emission(), nullptr);
  signalbox_event_close(&chain.cause.body, "");
  signalbox_event_close(&chain.effect.body, "");
}

TEST(Event, ClosedHasNoConnectionsAndNoBody) {
  NumberEvent event;
  std::vector<int> seen;
  connect(event, append, &seen);

  signalbox_event_close(&event.body, "device-removed");
  emit(event, 1);

  EXPECT_EQ(event.body, nullptr);
  EXPECT_TRUE(seen.empty());
}

TEST(Event, ClosedByAnEarlierSlotCallsNoLaterOne) {
  NumberEvent event;
  std::vector<int> seen;
  connect(
      event,
      [](int, void* opaque) {
        signalbox_event_close(&static_cast<NumberEvent*>(opaque)->body, "device-removed");
      },
      &event);
  connect(event, append, &seen);

  emit(event, 1);

  EXPECT_TRUE(seen.empty());
  EXPECT_EQ(event.body, nullptr);
}

TEST(Event, CloseWaitsForARunningSlot) {
  struct Visit {
    std::latch entered{1};
    std::atomic<bool> left = false;
  } visit;
  NumberEvent event;
  connect(
      event,
      [](int, void* opaque) {
        auto& self = *static_cast<Visit*>(opaque);
        self.entered.count_down();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // widens the window
        self.left = true;
      },
      &visit);
  std::jthread emitter([&] { emit(event, 0); });
  visit.entered.wait();

  signalbox_event_close(&event.body, "");

  EXPECT_TRUE(visit.left);
}

TEST(Self, IsWhoeverTheInnermostScopeIsFor) {
  CountingHost first, second;
  int one = 1, two = 2;
  const signalbox_context outer = first.context(&one), inner = second.context(&two);
  EXPECT_EQ(signalbox_self(), nullptr);
  EXPECT_EQ(signalbox_self_host(), nullptr);

  const signalbox_scope outer_scope = signalbox_scope_enter(&outer);
  const signalbox_scope inner_scope = signalbox_scope_enter(&inner);
  EXPECT_EQ(signalbox_self(), &two);
  EXPECT_EQ(signalbox_self_host(), &second.host);
  signalbox_scope_leave(inner_scope);

  EXPECT_EQ(signalbox_self(), &one);
  EXPECT_EQ(signalbox_self_host(), &first.host);
  signalbox_scope_leave(outer_scope);
  EXPECT_EQ(signalbox_self(), nullptr);
}

TEST(Self, IsTheCallingThreadsOwn) {
  CountingHost counting;
  int instance = 0;
  const signalbox_context context = counting.context(&instance);
  const signalbox_scope scope = signalbox_scope_enter(&context);
  void* elsewhere = &instance;

  std::thread([&] { elsewhere = signalbox_self(); }).join();

  EXPECT_EQ(elsewhere, nullptr);
  signalbox_scope_leave(scope);
}

}  // namespace
}  // namespace signalbox
