// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "signalbox/event.h"
#include "tests/sdk/counting_host.hpp"
#include "tests/sdk/number_event.hpp"

namespace signalbox {
namespace {

int released_structs = 0;

bool decode_number(const char* json, std::size_t length, void* data) {
  if (!*std::string(json, length).c_str()) return false;
  *static_cast<int*>(data) = std::atoi(json);
  return true;
}

// A plugin that listens to "numbers" of a CountingHost.
struct Listen : testing::Test {
  struct Call {
    int number;
    std::uint64_t cause;
    void* self;
    const signalbox_host* host;
  };

  Listen() {
    const signalbox_context context = counting.context(this);
    const signalbox_scope scope = signalbox_scope_enter(&context);
    listening = signalbox_listen(
        &counting.host, "numbers", "{}", decode_number, sizeof(int),
        [](void*) { ++released_structs; }, invoke_number,
        reinterpret_cast<signalbox_slot*>(+[](int number, void* opaque) {
          static_cast<std::vector<Call>*>(opaque)->push_back(
              {number, signalbox_current_emission()->number, signalbox_self(),
               signalbox_self_host()});
        }),
        &calls);
    signalbox_scope_leave(scope);
  }
  ~Listen() override { counting.host.unlisten(counting.host.self, listening); }

  void deliver(std::uint64_t number, const char* json) {
    const signalbox_emission emission = {
        .number = number, .cause = 0, .seconds = 0, .microseconds = 0};
    const signalbox_receiver& receiver = counting.listener.receiver;
    receiver.deliver(&emission, json, std::strlen(json), receiver.opaque);
  }

  CountingHost counting;
  signalbox_listening* listening = nullptr;
  std::vector<Call> calls;
};

TEST_F(Listen, AsksTheHostForTheAccessorWithItsArguments) {
  EXPECT_EQ(counting.listened, "numbers{}");
}

TEST_F(Listen, GivesTheSlotTheDecodedMembers) {
  deliver(1, "17");

  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].number, 17);
}

TEST_F(Listen, SlotIsInsideTheEmissionThatItHears) {
  deliver(8, "17");

  EXPECT_EQ(calls.at(0).cause, 8U);
  EXPECT_EQ(signalbox_current_emission(), nullptr);
}

TEST_F(Listen, SlotWorksForTheInstanceThatListened) {
  deliver(1, "17");

  EXPECT_EQ(calls.at(0).self, this);
  EXPECT_EQ(calls.at(0).host, &counting.host);
}

TEST_F(Listen, ReleasesEachStruct) {
  released_structs = 0;

  deliver(1, "17");
  deliver(2, "18");

  EXPECT_EQ(released_structs, 2);
}

TEST_F(Listen, WhatDoesNotMatchIsLoggedAndDropped) {
  released_structs = 0;

  deliver(1, "");

  EXPECT_TRUE(calls.empty());
  EXPECT_EQ(released_structs, 0);
  ASSERT_EQ(counting.lines.size(), 1U);
  EXPECT_NE(counting.lines[0].find("'numbers'"), std::string::npos);
}

TEST(ListenToAnEventWithoutMembers, CallsTheSlot) {
  CountingHost counting;
  int calls = 0;
  signalbox_listening* listening = signalbox_listen(
      &counting.host, "stop-event", "{}", nullptr, 0, nullptr,
      [](const void*, signalbox_slot* slot, void* opaque) {
        reinterpret_cast<void (*)(void*)>(slot)(opaque);
      },
      reinterpret_cast<signalbox_slot*>(+[](void* opaque) { ++*static_cast<int*>(opaque); }),
      &calls);
  const signalbox_emission emission = {};

  const signalbox_receiver& receiver = counting.listener.receiver;
  receiver.deliver(&emission, nullptr, 0, receiver.opaque);

  EXPECT_EQ(calls, 1);
  counting.host.unlisten(counting.host.self, listening);
}

}  // namespace
}  // namespace signalbox
