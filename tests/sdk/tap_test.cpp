// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "signalbox/event.h"
#include "tests/sdk/counting_host.hpp"
#include "tests/sdk/number_event.hpp"

namespace signalbox {
namespace {

using namespace std::chrono_literals;

// Writes down what it hears; one thread at a time.
struct Hearing {
  signalbox_receiver receiver() {
    return {.deliver =
                [](const signalbox_emission* emission, const char* json, std::size_t length,
                   void* opaque) {
                  auto& self = *static_cast<Hearing*>(opaque);
                  self.numbers.push_back(emission->number);
                  self.heard.push_back(json ? std::string(json, length) : "nothing");
                  EXPECT_TRUE(!json || json[length] == '\0');
                },
            .ended =
                [](const char* reason, void* opaque) {
                  auto& self = *static_cast<Hearing*>(opaque);
                  self.heard.push_back(reason);
                  if (self.disconnects_when_ended) signalbox_tap_disconnect(self.tap);
                },
            .opaque = this};
  }
  void* connect(CountingHost& counting, NumberEvent& event,
                signalbox_encode* encode = encode_number) {
    const signalbox_context context = counting.context();
    const signalbox_receiver hears = receiver();
    tap = signalbox_tap_connect(&context, &event.body, &hears, encode, nullptr);
    return tap;
  }

  void* tap = nullptr;
  bool disconnects_when_ended = false;
  std::vector<std::string> heard;
  std::vector<std::uint64_t> numbers;
};

TEST(Tap, DeliversTextAndEmission) {
  CountingHost counting;
  NumberEvent event;
  Hearing hearing;
  void* tap = hearing.connect(counting, event);

  emit(event, 12);
  emit(event, 1234567);

  EXPECT_EQ(hearing.heard, (std::vector<std::string>{"{\"number\": 12}", "{\"number\": 1234567}"}));
  EXPECT_EQ(hearing.numbers, (std::vector<std::uint64_t>{1, 2}));
  signalbox_tap_disconnect(tap);
}

TEST(Tap, OfAnEventWithoutMembersDeliversNoText) {
  CountingHost counting;
  NumberEvent event;
  Hearing hearing;
  void* tap = hearing.connect(counting, event, nullptr);

  emit(event, 0);

  EXPECT_EQ(hearing.heard, std::vector<std::string>{"nothing"});
  signalbox_tap_disconnect(tap);
}

TEST(Tap, AllOfAnEmissionShareOneTextAndOneNumber) {
  CountingHost counting;
  NumberEvent event;
  Hearing hearings[3];
  for (Hearing& hearing : hearings) hearing.connect(counting, event);
  const int before = encodings;

  emit(event, 5);

  EXPECT_EQ(encodings - before, 1);
  EXPECT_EQ(counting.emissions, 1U);
  for (Hearing& hearing : hearings) {
    EXPECT_EQ(hearing.heard, std::vector<std::string>{"{\"number\": 5}"});
    EXPECT_EQ(hearing.numbers, std::vector<std::uint64_t>{1});
    signalbox_tap_disconnect(hearing.tap);
  }
}

TEST(Tap, TakesItsTurnAmongTheSlots) {
  CountingHost counting;
  NumberEvent event;
  Hearing hearing;
  const auto note = [](int, void* opaque) {
    static_cast<Hearing*>(opaque)->heard.push_back("slot");
  };
  connect(event, note, &hearing);
  void* tap = hearing.connect(counting, event);
  connect(event, note, &hearing);

  emit(event, 5);

  EXPECT_EQ(hearing.heard, (std::vector<std::string>{"slot", "{\"number\": 5}", "slot"}));
  signalbox_tap_disconnect(tap);
  signalbox_event_close(&event.body, "");
}

TEST(Tap, DisconnectedHearsNothing) {
  CountingHost counting;
  NumberEvent event;
  Hearing hearing;
  signalbox_tap_disconnect(hearing.connect(counting, event));

  emit(event, 5);
  signalbox_event_close(&event.body, "device-removed");

  EXPECT_TRUE(hearing.heard.empty());
}

TEST(Tap, HearsOnceThatItsEventHasEnded) {
  CountingHost counting;
  auto event = std::make_unique<NumberEvent>();
  Hearing hearing;
  void* tap = hearing.connect(counting, *event);
  emit(*event, 5);

  signalbox_event_close(&event->body, "device-removed");
  signalbox_event_close(&event->body, "again");
  event.reset();

  EXPECT_EQ(hearing.heard, (std::vector<std::string>{"{\"number\": 5}", "device-removed"}));
  signalbox_tap_disconnect(tap);
}

TEST(Tap, MayBeDisconnectedByItsReceiverWhenItEnds) {
  CountingHost counting;
  NumberEvent event;
  Hearing hearing;
  hearing.disconnects_when_ended = true;
  hearing.connect(counting, event);

  signalbox_event_close(&event.body, "device-removed");

  EXPECT_EQ(hearing.heard, std::vector<std::string>{"device-removed"});
}

TEST(Tap, OfAnEventClosedInsideASlotEndsAfterTheEmission) {
  struct Closing {
    NumberEvent event;
    Hearing hearing;
    bool ended_inside = false;
  } closing;
  CountingHost counting;
  void* tap = closing.hearing.connect(counting, closing.event);
  connect(
      closing.event,
      [](int, void* opaque) {
        auto& self = *static_cast<Closing*>(opaque);
        signalbox_event_close(&self.event.body, std::string("device-removed").c_str());
        self.ended_inside = self.hearing.heard.size() > 1;
      },
      &closing);

  emit(closing.event, 5);

  EXPECT_FALSE(closing.ended_inside);
  EXPECT_EQ(closing.hearing.heard, (std::vector<std::string>{"{\"number\": 5}", "device-removed"}));
  signalbox_tap_disconnect(tap);
}

// A receiver that stays in deliver() until it is let out.
struct SlowHearing {
  static signalbox_receiver receiver(SlowHearing* self) {
    return {.deliver =
                [](const signalbox_emission*, const char*, std::size_t, void* opaque) {
                  auto& slow = *static_cast<SlowHearing*>(opaque);
                  slow.entered.count_down();
                  slow.leave.wait();
                  slow.left = true;
                },
            .ended =
                [](const char*, void* opaque) {
                  auto& slow = *static_cast<SlowHearing*>(opaque);
                  slow.ended_after_deliver = slow.left.load();
                  ++slow.ends;
                },
            .opaque = self};
  }

  std::latch entered{1};
  std::latch leave{1};
  std::atomic<bool> left = false;
  std::atomic<bool> ended_after_deliver = false;
  std::atomic<int> ends = 0;
};

TEST(Tap, EndsAfterItsLastDelivery) {
  CountingHost counting;
  NumberEvent event;
  SlowHearing slow;
  const signalbox_receiver receiver = SlowHearing::receiver(&slow);
  const signalbox_context context = counting.context();
  void* tap = signalbox_tap_connect(&context, &event.body, &receiver, nullptr, nullptr);
  std::jthread emitter([&] { emit(event, 0); });
  slow.entered.wait();
  std::jthread opener([&] {
    std::this_thread::sleep_for(20ms);  // an end that does not wait is told here
    slow.leave.count_down();
  });

  signalbox_event_close(&event.body, "device-removed");

  EXPECT_TRUE(slow.ended_after_deliver);
  EXPECT_EQ(slow.ends, 1);
  signalbox_tap_disconnect(tap);
}

TEST(Tap, DisconnectWaitsForARunningDelivery) {
  CountingHost counting;
  NumberEvent event;
  SlowHearing slow;
  const signalbox_receiver receiver = SlowHearing::receiver(&slow);
  const signalbox_context context = counting.context();
  void* tap = signalbox_tap_connect(&context, &event.body, &receiver, nullptr, nullptr);
  std::jthread emitter([&] { emit(event, 0); });
  slow.entered.wait();
  std::jthread opener([&] {
    std::this_thread::sleep_for(20ms);
    slow.leave.count_down();
  });

  signalbox_tap_disconnect(tap);

  EXPECT_TRUE(slow.left);
}

TEST(Tap, DisconnectWaitsForARunningEnd) {
  struct Ending {
    std::latch entered{1};
    std::atomic<bool> left = false;
  } ending;
  const signalbox_receiver receiver = {.deliver = nullptr,
                                       .ended =
                                           [](const char*, void* opaque) {
                                             auto& self = *static_cast<Ending*>(opaque);
                                             self.entered.count_down();
                                             std::this_thread::sleep_for(20ms);
                                             self.left = true;
                                           },
                                       .opaque = &ending};
  CountingHost counting;
  const signalbox_context context = counting.context();
  NumberEvent event;
  void* tap = signalbox_tap_connect(&context, &event.body, &receiver, nullptr, nullptr);
  std::jthread closer([&] { signalbox_event_close(&event.body, "device-removed"); });
  ending.entered.wait();

  signalbox_tap_disconnect(tap);

  EXPECT_TRUE(ending.left);
}

TEST(Tap, DisconnectAndCloseMayRace) {
  CountingHost counting;
  for (int round = 0; round < 500; ++round) {
    auto event = std::make_unique<NumberEvent>();
    auto hearing = std::make_unique<Hearing>();
    void* tap = hearing->connect(counting, *event);
    std::latch start{2};
    std::jthread closer([&, event = std::move(event)] {
      start.arrive_and_wait();
      signalbox_event_close(&event->body, "device-removed");
    });
    start.arrive_and_wait();

    signalbox_tap_disconnect(tap);
    const std::size_t ends = hearing->heard.size();
    hearing.reset();

    EXPECT_LE(ends, 1U);
  }
}

TEST(Tap, EmissionsAndCloseMayRace) {
  CountingHost counting;
  for (int round = 0; round < 200; ++round) {
    NumberEvent event;
    Hearing hearing;
    void* tap = hearing.connect(counting, event);
    std::latch start{2};
    std::jthread emitter([&] {
      start.arrive_and_wait();
      for (int i = 0; i < 20; ++i) emit(event, i);
    });
    start.arrive_and_wait();

    signalbox_event_close(&event.body, "device-removed");

    EXPECT_EQ(hearing.heard.back(), "device-removed");
    emitter.join();
    signalbox_tap_disconnect(tap);
    EXPECT_EQ(hearing.heard.back(), "device-removed");
  }
}

}  // namespace
}  // namespace signalbox
