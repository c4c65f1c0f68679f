// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "tests/client/block_tables.hpp"
#include "tests/client/fake_server.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

constexpr int for_ever = -1;

const std::string stop = "{\"event\": \"STOP\"}\r\n";
const std::string resume = "{\"event\": \"RESUME\"}\r\n";

void begin(Peer& peer) {
  peer.greet("\"signals\"");
  peer.agree(2);
}

// Calls query-status for each event, and notes in which order all that began and ended.
struct Asker {
  QmpSession* session;
  std::string log;

  static void ask(const char* event, const char*, int64_t, int32_t, void* opaque) {
    auto* self = static_cast<Asker*>(opaque);
    self->log += std::string("<") + event;
    self->log += " " + outcome_of_call(self->session, "query-status");
    self->log += "> ";
  }
};

TEST(Reentrancy, ACallbackMayCallWhileAnotherCallWaits) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();  // id 3
    peer.say(stop);
    peer.take();  // id 4, from inside the callback
    peer.answer(4, "\"inner\"");
    peer.answer(3, "\"outer\"");
  });
  auto session = negotiated(server.fd());
  Asker asker = {session.get(), ""};
  qmp_session_on_event(session.get(), Asker::ask, &asker);
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), "\"outer\"");
  EXPECT_EQ(asker.log, "<STOP \"inner\"> ");
}

TEST(Reentrancy, RepliesMayComeInAnyOrder) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.say(stop);
    peer.take();
    peer.answer(3, "\"outer\"");
    peer.answer(4, "\"inner\"");
  });
  auto session = negotiated(server.fd());
  Asker asker = {session.get(), ""};
  qmp_session_on_event(session.get(), Asker::ask, &asker);
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), "\"outer\"");
  EXPECT_EQ(asker.log, "<STOP \"inner\"> ");
}

TEST(Reentrancy, CallbacksNeitherNestNorChangeTheirOrder) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.say(stop);
    peer.take();  // id 3, from inside the callback of STOP
    peer.say(resume);
    peer.answer("\"1\"");
    peer.take();
    peer.answer("\"2\"");
  });
  auto session = negotiated(server.fd());
  Asker asker = {session.get(), ""};
  qmp_session_on_event(session.get(), Asker::ask, &asker);
  Failure failure;
  for (int count = 0; count < 2;) count += qmp_session_wait(session.get(), for_ever, failure);
  EXPECT_EQ(asker.log, "<STOP \"1\"> <RESUME \"2\"> ");
}

// Disconnects itself at its first event, from inside its callback.
struct Once {
  QmpSession* session;
  int handle = 0;
  int count = 0;

  static void slot(void* opaque) {
    auto* self = static_cast<Once*>(opaque);
    ++self->count;
    disconnect_tick_event(self->session, self->handle, nullptr);
  }
};

TEST(Reentrancy, ACallbackMayDisconnectItself) {
  const std::string tick = "{\"event\": \"TICK_EVENT\", \"tag\": \"t\"}\r\n";
  FakeServer server([&](Peer& peer) {
    begin(peer);
    peer.take();
    peer.answer("\"t\"");
    peer.say(tick + tick);
    peer.take();
    peer.say(tick);
    peer.answer("{}");
    peer.agree(1);
  });
  auto session = negotiated(server.fd());
  Once once = {session.get()};
  Failure failure;
  once.handle = connect_tick_event(session.get(), Once::slot, &once, failure);
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), "{}");
  EXPECT_EQ(once.count, 1);
}

TEST(Reentrancy, ACallbackMayConnectWhatThenGetsItsEvents) {
  struct Connector {
    QmpSession* session;
    int ticks = 0;
    static void connect(const char*, const char*, int64_t, int32_t, void* opaque) {
      auto* self = static_cast<Connector*>(opaque);
      connect_tick_event(
          self->session, [](void* count) { ++*static_cast<int*>(count); }, &self->ticks, nullptr);
    }
  };
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.say(stop);
    peer.take();
    peer.answer("\"t\"");
    peer.say("{\"event\": \"TICK_EVENT\", \"tag\": \"t\"}\r\n");
  });
  auto session = negotiated(server.fd());
  Connector connector = {session.get()};
  qmp_session_on_event(session.get(), Connector::connect, &connector);
  Failure failure;
  while (connector.ticks == 0) {
    ASSERT_GT(qmp_session_wait(session.get(), for_ever, failure), 0) << failure.text();
  }
}

TEST(Reentrancy, ACallbackCannotWaitForEvents) {
  struct Waiter {
    QmpSession* session;
    int result = 0;
    std::string text;
    static void wait(const char*, const char*, int64_t, int32_t, void* opaque) {
      auto* self = static_cast<Waiter*>(opaque);
      Failure failure;
      self->result = qmp_session_wait(self->session, for_ever, failure);
      self->text = failure.text();
    }
  };
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.say(stop);
  });
  auto session = negotiated(server.fd());
  Waiter waiter = {session.get(), 0, ""};
  qmp_session_on_event(session.get(), Waiter::wait, &waiter);
  Failure failure;
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(waiter.result, -1);
  EXPECT_EQ(waiter.text, "GenericError: qmp_session_wait() cannot be called inside a callback");
}

}  // namespace
