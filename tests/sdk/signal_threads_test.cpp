// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "signalbox/signal.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;
using IntSignal = Signal<int>;

// A slot that stays until it is let out.
struct Visit {
  static void stay(int, void* opaque) {
    auto& self = *static_cast<Visit*>(opaque);
    self.entered.count_down();
    self.leave.wait();
    self.left = true;
  }

  std::latch entered{1};
  std::latch leave{1};
  std::atomic<bool> left = false;
};

TEST(SignalThreads, SlotRunsOnTheThreadThatEmits) {
  IntSignal signal;
  std::thread::id seen;
  const int handle = signal.connect(
      [](int, void* opaque) {
        *static_cast<std::thread::id*>(opaque) = std::this_thread::get_id();
      },
      &seen);

  std::thread emitter([&] { signal.emit(0); });
  const std::thread::id expected = emitter.get_id();
  emitter.join();

  EXPECT_EQ(seen, expected);
  signal.disconnect(handle);
}

TEST(SignalThreads, DisconnectWaitsForARunningSlot) {
  Visit visit;
  IntSignal signal;
  const int handle = signal.connect(Visit::stay, &visit);
  std::jthread emitter([&] { signal.emit(0); });
  visit.entered.wait();
  std::jthread opener([&] {
    std::this_thread::sleep_for(20ms);  // a disconnect that does not wait returns here
    visit.leave.count_down();
  });

  signal.disconnect(handle);

  EXPECT_TRUE(visit.left);
}

TEST(SignalThreads, DisconnectDoesNotWaitForAnotherSlotOfTheEmission) {
  Visit visit;
  IntSignal signal;
  const int before = signal.connect([](int, void*) {}, nullptr);
  const int running = signal.connect(Visit::stay, &visit);
  std::atomic<int> late_calls = 0;
  const int after = signal.connect(
      [](int, void* opaque) { ++*static_cast<std::atomic<int>*>(opaque); }, &late_calls);
  std::jthread emitter([&] { signal.emit(0); });
  visit.entered.wait();

  signal.disconnect(before);
  signal.disconnect(after);

  visit.leave.count_down();
  emitter.join();
  EXPECT_EQ(late_calls, 0);
  signal.disconnect(running);
}

TEST(SignalThreads, DisconnectWaitsForASlotOfAnOlderEmission) {
  Visit visit;
  IntSignal signal;
  const int handle = signal.connect(Visit::stay, &visit);
  std::jthread emitter([&] { signal.emit(0); });
  visit.entered.wait();
  const int other = signal.connect([](int, void*) {}, nullptr);  // replaces the array it reads
  signal.disconnect(other);
  std::jthread opener([&] {
    std::this_thread::sleep_for(20ms);
    visit.leave.count_down();
  });

  signal.disconnect(handle);

  EXPECT_TRUE(visit.left);
}

TEST(SignalThreads, DisconnectInsideASlotOfAnotherSignalDoesNotWait) {
  struct Inner {
    IntSignal* signal;
    int handle;
    Visit* visit;
    bool was_running = false;
  };
  Visit visit;
  IntSignal busy, other;
  Inner inner = {&busy, busy.connect(Visit::stay, &visit), &visit};
  const int outer = other.connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Inner*>(opaque);
        self.signal->disconnect(self.handle);
        self.was_running = !self.visit->left;
      },
      &inner);
  std::jthread emitter([&] { busy.emit(0); });
  visit.entered.wait();

  other.emit(0);  // would never return if it waited

  EXPECT_TRUE(inner.was_running);
  visit.leave.count_down();
  emitter.join();
  other.disconnect(outer);
}

TEST(SignalThreads, TwoThreadsInsideASlotMayBothDisconnectIt) {
  struct Meeting {
    IntSignal signal;
    std::latch both{2};
    int handle = 0;
  } meeting;
  meeting.handle = meeting.signal.connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Meeting*>(opaque);
        self.both.arrive_and_wait();
        self.signal.disconnect(self.handle);
      },
      &meeting);

  std::thread one([&] { meeting.signal.emit(1); });
  std::thread two([&] { meeting.signal.emit(1); });
  one.join();
  two.join();

  EXPECT_EQ(meeting.signal.connect([](int, void*) {}, nullptr), meeting.handle + 1);
  meeting.signal.disconnect(meeting.handle + 1);
}

TEST(SignalThreads, SlotMayConnectWhileAnotherThreadIsInside) {
  Visit visit;
  IntSignal signal;
  const int handle = signal.connect(Visit::stay, &visit);
  std::jthread emitter([&] { signal.emit(0); });
  visit.entered.wait();

  const int other = signal.connect([](int, void*) {}, nullptr);  // no lock is held by the slot
  signal.disconnect(other);

  visit.leave.count_down();
  emitter.join();
  signal.disconnect(handle);
}

TEST(SignalThreads, OpaqueMayBeFreedOnceDisconnected) {
  IntSignal signal;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> emitters;
  for (int i = 0; i < 3; ++i) {
    emitters.emplace_back([&] {
      while (!stop) signal.emit(1);
    });
  }

  for (int round = 0; round < 2'000; ++round) {
    auto count = std::make_unique<std::atomic<int>>(0);
    const int handle = signal.connect(
        [](int value, void* opaque) { *static_cast<std::atomic<int>*>(opaque) += value; },
        count.get());
    if (round % 4 == 0) std::this_thread::yield();
    signal.disconnect(handle);
    *count = -1;
    count.reset();
  }
  stop = true;
}

// Waits without going to sleep, so that two threads go on within nanoseconds of each other.
void await(const std::atomic<int>& turn, int wanted) {
  for (int looks = 0; turn != wanted; ++looks) {
    if (looks > 1'000) std::this_thread::yield();
  }
}

// Who ends an emission and who disconnects meanwhile each look whether the other is done.
TEST(SignalThreads, WhatIsDisconnectedIsFreedByWhicheverIsDoneLast) {
  constexpr int rounds = 20'000;
  IntSignal signal;
  std::atomic<int> turn = 0;
  std::jthread emitter([&] {
    for (int round = 0; round < rounds; ++round) {
      await(turn, 2 * round + 1);
      signal.emit(1);
      ++turn;
    }
  });

  int kept = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto held = std::make_shared<int>(0);
    ScopedConnection connection = signal.connect([held](int) {});
    ++turn;
    for (int late = 0; late < round % 16; ++late)
      std::atomic_signal_fence(std::memory_order_seq_cst);
    connection = {};
    await(turn, 2 * round + 2);
    kept += held.use_count() > 1;
  }

  EXPECT_EQ(kept, 0);
}

TEST(SignalThreads, EachEmissionReachesAStandingSlotWhateverOthersDo) {
  constexpr int emissions = 5'000;
  IntSignal signal;
  std::atomic<int> seen = 0;
  const int standing =
      signal.connect([](int, void* opaque) { ++*static_cast<std::atomic<int>*>(opaque); }, &seen);
  std::atomic<bool> stop = false;
  std::jthread writer([&] {
    while (!stop) signal.disconnect(signal.connect([](int, void*) {}, nullptr));
  });

  std::thread one([&] {
    for (int i = 0; i < emissions; ++i) signal.emit(i);
  });
  std::thread two([&] {
    for (int i = 0; i < emissions; ++i) signal.emit(i);
  });
  one.join();
  two.join();
  stop = true;
  writer.join();

  EXPECT_EQ(seen, 2 * emissions);
  signal.disconnect(standing);
}

TEST(SignalThreads, MoreEmissionsAtOnceThanThereAreReaders) {
  constexpr int emitter_count = 80;
  struct Crowd {
    std::latch inside{emitter_count};
    std::latch leave{1};
    std::atomic<int> left = 0;
  } crowd;
  IntSignal signal;
  const int handle = signal.connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Crowd*>(opaque);
        self.inside.count_down();
        self.leave.wait();
        ++self.left;
      },
      &crowd);
  std::vector<std::jthread> emitters;
  for (int i = 0; i < emitter_count; ++i) emitters.emplace_back([&] { signal.emit(0); });
  crowd.inside.wait();
  std::jthread opener([&] {
    std::this_thread::sleep_for(20ms);
    crowd.leave.count_down();
  });

  signal.disconnect(handle);

  EXPECT_EQ(crowd.left, emitter_count);
}

TEST(SignalThreads, ThreadsMayEndAndOthersBegin) {
  IntSignal signal;
  std::atomic<int> seen = 0;
  const int handle =
      signal.connect([](int, void* opaque) { ++*static_cast<std::atomic<int>*>(opaque); }, &seen);

  for (int i = 0; i < 300; ++i) std::thread([&] { signal.emit(0); }).join();
  signal.disconnect(handle);

  EXPECT_EQ(seen, 300);
}

}  // namespace
}  // namespace signalbox
