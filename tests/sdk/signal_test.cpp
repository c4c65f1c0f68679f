// SPDX-License-Identifier: Apache-2.0
#include "signalbox/signal.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace signalbox {
namespace {

using IntSignal = Signal<int>;

void append(int value, void* values) {
  static_cast<std::vector<int>*>(values)->push_back(value);
}

// Disconnects what is still connected, as an owner must.
struct Connected {
  ~Connected() {
    for (const int handle : handles) signal.disconnect(handle);
  }
  int connect(IntSignal::Slot* slot, void* opaque) {
    handles.push_back(signal.connect(slot, opaque));
    return handles.back();
  }

  IntSignal signal;
  std::vector<int> handles;
};

TEST(Signal, GivesEachSlotTheArguments) {
  Connected connected;
  std::vector<int> seen;
  connected.connect(append, &seen);

  connected.signal.emit(3);
  connected.signal.emit(4);

  EXPECT_EQ(seen, (std::vector{3, 4}));
}

TEST(Signal, GivesEachSlotItsOpaquePointer) {
  Connected connected;
  std::vector<int> first, second;
  connected.connect(append, &first);
  connected.connect(append, &second);

  connected.signal.emit(5);

  EXPECT_EQ(first, std::vector{5});
  EXPECT_EQ(second, std::vector{5});
}

TEST(Signal, PassesReferencesAndText) {
  Signal<std::string&, const char*> signal;
  std::string seen;
  const int handle =
      signal.connect([](std::string& to, const char* text, void*) { to += text; }, nullptr);

  signal.emit(seen, "disk0");

  EXPECT_EQ(seen, "disk0");
  signal.disconnect(handle);
}

TEST(Signal, WithoutSlotsDoesNothing) {
  IntSignal signal;

  signal.emit(1);
}

TEST(Signal, CallsSlotsInTheOrderTheyWereConnected) {
  struct Numbered {
    std::vector<int>* order;
    int number;
  };
  Connected connected;
  std::vector<int> order;
  Numbered slots[] = {{&order, 1}, {&order, 2}, {&order, 3}, {&order, 4}};
  for (Numbered& slot : slots) {
    connected.connect(
        [](int, void* opaque) {
          const auto& self = *static_cast<Numbered*>(opaque);
          self.order->push_back(self.number);
        },
        &slot);
  }
  connected.signal.disconnect(connected.handles[1]);

  connected.signal.emit(0);

  EXPECT_EQ(order, (std::vector{1, 3, 4}));
}

TEST(Signal, HandlesArePositiveAndNeverUsedTwice) {
  IntSignal signal;
  std::set<int> handles;

  for (int round = 0; round < 20; ++round) {
    const int first = signal.connect(append, nullptr);
    const int second = signal.connect(append, nullptr);
    EXPECT_GT(first, 0);
    EXPECT_TRUE(handles.insert(first).second);
    EXPECT_TRUE(handles.insert(second).second);
    signal.disconnect(second);
    signal.disconnect(first);
  }
}

TEST(Signal, DisconnectedSlotIsNotCalled) {
  Connected connected;
  std::vector<int> gone, kept;
  const int handle = connected.connect(append, &gone);
  connected.connect(append, &kept);

  connected.signal.disconnect(handle);
  connected.signal.emit(1);

  EXPECT_TRUE(gone.empty());
  EXPECT_EQ(kept, std::vector{1});
}

TEST(Signal, UnknownAndUsedHandlesAreIgnored) {
  Connected connected;
  std::vector<int> seen;
  const int gone = connected.connect(append, nullptr);
  connected.connect(append, &seen);
  connected.signal.disconnect(gone);

  for (const int handle : {gone, 0, -1, 99}) connected.signal.disconnect(handle);
  connected.signal.emit(1);

  EXPECT_EQ(seen, std::vector{1});
}

TEST(Signal, SlotMayDisconnectItself) {
  struct Once {
    IntSignal signal;
    int handle = 0;
    int calls = 0;
  } once;
  once.handle = once.signal.connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Once*>(opaque);
        ++self.calls;
        self.signal.disconnect(self.handle);
      },
      &once);

  once.signal.emit(0);
  once.signal.emit(0);

  EXPECT_EQ(once.calls, 1);
}

TEST(Signal, SlotDisconnectedDuringAnEmissionIsNotCalledInIt) {
  struct Pair {
    IntSignal signal;
    int later = 0;
    int later_calls = 0;
  } pair;
  const int earlier = pair.signal.connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Pair*>(opaque);
        self.signal.disconnect(self.later);
      },
      &pair);
  pair.later = pair.signal.connect(
      [](int, void* opaque) { ++static_cast<Pair*>(opaque)->later_calls; }, &pair);

  pair.signal.emit(0);

  EXPECT_EQ(pair.later_calls, 0);
  pair.signal.disconnect(earlier);
}

TEST(Signal, SlotConnectedDuringAnEmissionFirstRunsInTheNextOne) {
  struct Growing {
    IntSignal signal;
    std::vector<int> late;
    int handle = 0;
  } growing;
  const int first = growing.signal.connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Growing*>(opaque);
        if (!self.handle) self.handle = self.signal.connect(append, &self.late);
      },
      &growing);

  growing.signal.emit(1);
  growing.signal.emit(2);

  EXPECT_EQ(growing.late, std::vector{2});
  growing.signal.disconnect(first);
  growing.signal.disconnect(growing.handle);
}

TEST(Signal, SlotMayEmitAgain) {
  struct Countdown {
    IntSignal signal;
    std::vector<int> seen;
  } countdown;
  const int handle = countdown.signal.connect(
      [](int value, void* opaque) {
        auto& self = *static_cast<Countdown*>(opaque);
        if (value) self.signal.emit(value - 1);
        self.seen.push_back(value);
      },
      &countdown);

  countdown.signal.emit(100);

  ASSERT_EQ(countdown.seen.size(), 101U);
  EXPECT_EQ(countdown.seen.front(), 0);
  EXPECT_EQ(countdown.seen.back(), 100);
  countdown.signal.disconnect(handle);
}

TEST(Signal, MayBeDestroyedByItsOwnSlot) {
  struct Owner {
    IntSignal* signal = new IntSignal;
    int handle = 0;
    int calls = 0;
  } owner;
  owner.handle = owner.signal->connect(
      [](int, void* opaque) {
        auto& self = *static_cast<Owner*>(opaque);
        self.signal->disconnect(self.handle);
        delete self.signal;
        ++self.calls;
      },
      &owner);

  owner.signal->emit(0);

  EXPECT_EQ(owner.calls, 1);
}

#ifndef NDEBUG
TEST(SignalDeathTest, AssertsThatNothingIsConnectedWhenItGoes) {
  EXPECT_DEATH(
      {
        IntSignal signal;
        signal.connect(append, nullptr);
      },
      "empty");
}
#endif

TEST(SignalDeathTest, SlotThatThrowsEndsTheProcess) {
  EXPECT_DEATH(
      {
        IntSignal signal;
        signal.connect([](int, void*) { throw 1; }, nullptr);
        signal.emit(0);
      },
      "");
}

}  // namespace
}  // namespace signalbox
