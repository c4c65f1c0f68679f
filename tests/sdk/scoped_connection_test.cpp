// SPDX-License-Identifier: Apache-2.0
#include "signalbox/scoped_connection.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

#include "signalbox/signal.hpp"
#include "tests/sdk/number_event.hpp"

namespace signalbox {
namespace {

TEST(ScopedConnection, EndsWithItsOwner) {
  Signal<int> signal;
  int calls = 0;
  {
    const ScopedConnection connection = signal.connect([&calls](int) { ++calls; });
    signal.emit(0);
  }

  signal.emit(0);

  EXPECT_EQ(calls, 1);
}

TEST(ScopedConnection, MovesItsConnection) {
  Signal<int> signal;
  int calls = 0;
  ScopedConnection first = signal.connect([&calls](int) { ++calls; });

  ScopedConnection second = std::move(first);
  first.disconnect();
  signal.emit(0);

  EXPECT_EQ(calls, 1);
}

TEST(ScopedConnection, AssignmentEndsWhatItHad) {
  Signal<int> signal;
  int first_calls = 0, second_calls = 0;
  ScopedConnection connection = signal.connect([&](int) { ++first_calls; });

  connection = signal.connect([&](int) { ++second_calls; });
  signal.emit(0);

  EXPECT_EQ(first_calls, 0);
  EXPECT_EQ(second_calls, 1);
}

TEST(ScopedConnection, FunctionObjectGoesWithTheConnection) {
  Signal<int> signal;
  auto captured = std::make_shared<int>(0);
  ScopedConnection connection = signal.connect([captured](int value) { *captured += value; });
  signal.emit(4);

  connection.disconnect();

  EXPECT_EQ(*captured, 4);
  EXPECT_EQ(captured.use_count(), 1);
}

TEST(ScopedConnection, FunctionObjectLastsUntilItsOwnCallEnds) {
  Signal<int> signal;
  std::optional<ScopedConnection> connection;
  int seen = 0;
  connection = signal.connect([&, last = std::make_unique<int>(9)](int) {
    connection.reset();
    seen = *last;
  });

  signal.emit(0);
  signal.emit(0);

  EXPECT_EQ(seen, 9);
}

TEST(ScopedConnection, HoldsASlotOfAnEvent) {
  NumberEvent event;
  int seen = 0;
  {
    const auto connection =
        connect_scoped<int>(&event.body, [&seen](int number) { seen = number; });
    emit(event, 6);
  }

  emit(event, 7);

  EXPECT_EQ(seen, 6);
  signalbox_event_close(&event.body, "");
}

TEST(ScopedConnection, AdoptsAHandle) {
  NumberEvent event;
  int calls = 0;
  const int handle = connect(
      event, [](int, void* opaque) { ++*static_cast<int*>(opaque); }, &calls);
  { const ScopedConnection connection(&event.body, handle); }

  emit(event, 0);

  EXPECT_EQ(calls, 0);
}

TEST(ScopedConnection, MayOutliveItsEvent) {
  auto event = std::make_unique<NumberEvent>();
  ScopedConnection connection = connect_scoped<int>(&event->body, [](int) {});
  signalbox_event_close(&event->body, "");
  event.reset();

  connection.disconnect();
}

}  // namespace
}  // namespace signalbox
