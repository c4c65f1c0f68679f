// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <poll.h>

#include <string>

#include "tests/client/block_tables.hpp"
#include "tests/client/fake_server.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

constexpr int for_ever = -1;

void begin(Peer& peer) {
  peer.greet("\"oob\", \"signals\"");
  peer.agree(2);  // the opt-out and qmp_capabilities
}

void connect(Peer& peer, const std::string& tag) {
  peer.take();
  peer.answer("\"" + tag + "\"");
}

std::string event(const std::string& name, const std::string& data, const std::string& tag = "") {
  return R"({"timestamp": {"seconds": 1, "microseconds": 2}, "event": ")" + name + "\"" +
         (data.empty() ? "" : ", \"data\": " + data) +
         (tag.empty() ? "" : ", \"tag\": \"" + tag + "\"") + "}\r\n";
}

std::string error_event(const std::string& operation, const std::string& tag) {
  return event("DEVICE_EVENT", R"({"operation": ")" + operation + R"(", "reason": "io"})", tag);
}

// Collects what slots get: "write io; ".
struct ErrorLog {
  std::string text;
  static void add(int operation, const char* reason, void* opaque) {
    static_cast<ErrorLog*>(opaque)->text +=
        std::string(operation == 0 ? "read " : "write ") + (reason ? reason : "-") + "; ";
  }
};

TEST(Event, ReachesTheSlotOfItsConnectionAndNoOther) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "t0");
    connect(peer, "t1");
    peer.say(error_event("write", "t1") + error_event("read", "t0") + error_event("read", "t1"));
  });
  auto session = negotiated(server.fd());
  ErrorLog disk0, disk1;
  Failure failure;
  const int first = connect_device_event(session.get(), "disk0", ErrorLog::add, &disk0, failure);
  const int second = connect_device_event(session.get(), "disk1", ErrorLog::add, &disk1, failure);
  EXPECT_GT(first, 0);
  EXPECT_GT(second, 0);
  EXPECT_NE(first, second);
  for (int count = 0; count < 3;) count += qmp_session_wait(session.get(), for_ever, failure);
  EXPECT_EQ(disk0.text, "read io; ");
  EXPECT_EQ(disk1.text, "write io; read io; ");
  session.reset();
  EXPECT_EQ(server.requests()[2],
            R"({"execute": "device-event-connect", "arguments": {"device": "disk0"}})");
}

TEST(Event, ThatCameWithTheReplyOfItsConnectIsNotLost) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.say("{\"return\": \"t\", \"id\": 3}\r\n" + error_event("write", "t"));
  });
  auto session = negotiated(server.fd());
  ErrorLog log;
  Failure failure;
  EXPECT_GT(connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure), 0);
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(log.text, "write io; ");
}

TEST(Event, ThatACallHasReadWakesTheCallersLoop) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "t");
    peer.take();
    peer.say("{\"return\": {}, \"id\": 4}\r\n" + error_event("write", "t"));
  });
  auto session = negotiated(server.fd());
  ErrorLog log;
  Failure failure;
  connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure);
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), "{}");
  while (log.text.empty()) {
    pollfd watched = {qmp_session_fd(session.get()), qmp_session_events(session.get()), 0};
    ASSERT_EQ(poll(&watched, 1, for_ever), 1);
    ASSERT_TRUE(qmp_session_process(session.get(), failure)) << failure.text();
  }
  EXPECT_EQ(log.text, "write io; ");
  EXPECT_EQ(qmp_session_events(session.get()), POLLIN) << "nothing waits any more";
}

TEST(Event, OfAConnectionMadeInNegotiationModeIsNotLost) {
  FakeServer server([](Peer& peer) {
    peer.greet("\"signals\"");
    peer.agree(1);
    connect(peer, "t");
    peer.agree(1);
    peer.say(error_event("read", "t"));
  });
  Failure failure;
  SessionPointer session(qmp_session_open(server.fd(), nullptr, failure));
  ASSERT_NE(session, nullptr) << failure.text();
  ErrorLog log;
  EXPECT_GT(connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure), 0);
  ASSERT_TRUE(qmp_session_negotiate(session.get(), failure)) << failure.text();
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(log.text, "read io; ");
}

TEST(Event, BeforeAReplyHasItsTurnBeforeTheCallReturns) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.say(event("STOP", ""));
    peer.answer("{}");
  });
  auto session = negotiated(server.fd());
  EventLog log;
  qmp_session_on_event(session.get(), EventLog::add, &log);
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), "{}");
  EXPECT_EQ(log.text, "STOP - 1.2");
}

TEST(Event, WithoutDataAndArgumentsReachesItsSlot) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "t");
    peer.say(event("TICK_EVENT", "", "t"));
    peer.agree(1);
  });
  auto session = negotiated(server.fd());
  int ticks = 0;
  Failure failure;
  const int handle = connect_tick_event(
      session.get(), [](void* opaque) { ++*static_cast<int*>(opaque); }, &ticks, failure);
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(ticks, 1);
  disconnect_tick_event(session.get(), handle, failure);
  EXPECT_EQ(failure.text(), "");
  session.reset();
  EXPECT_EQ(server.requests()[2], R"({"execute": "tick-event-connect", "arguments": {}})");
  EXPECT_EQ(server.requests()[3],
            R"({"execute": "tick-event-disconnect", "arguments": {"tag": "t"}})");
}

TEST(Event, OfADisconnectedTagIsDroppedSilently) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "old");
    peer.take();
    peer.say(error_event("read", "old"));  // was under way
    peer.answer("{}");
    connect(peer, "new");
    peer.say(error_event("read", "old") + error_event("write", "new"));
  });
  auto session = negotiated(server.fd());
  EventLog unconnected;
  ErrorLog log;
  Failure failure;
  qmp_session_on_event(session.get(), EventLog::add, &unconnected);
  const int old = connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure);
  disconnect_device_event(session.get(), "disk0", old, failure);
  const int fresh = connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure);
  EXPECT_GT(fresh, old) << "a handle is never used twice";
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(log.text, "write io; ");
  EXPECT_EQ(unconnected.text, "");
  EXPECT_EQ(failure.text(), "");
  session.reset();
  EXPECT_EQ(server.requests()[3], R"({"execute": "device-event-disconnect", )"
                                  R"("arguments": {"device": "disk0", "tag": "old"}})");
}

TEST(Event, ThatTheSchemaOfTheClientDoesNotKnowIsGivenAsText) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "t");
    peer.say(event("DEVICE_EVENT", R"({"operation": "discard"})", "t"));
    peer.say(event("DEVICE_EVENT", R"({"operation": "read", "born-later": 1})", "t"));
  });
  auto session = negotiated(server.fd());
  EventLog unconnected;
  ErrorLog log;
  Failure failure;
  qmp_session_on_event(session.get(), EventLog::add, &unconnected);
  connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure);
  for (int count = 0; count < 2;) count += qmp_session_wait(session.get(), for_ever, failure);
  EXPECT_EQ(unconnected.text, R"(DEVICE_EVENT {"operation":"discard"} 1.2)");
  EXPECT_EQ(log.text, "read -; ");
}

struct Ended {
  int handle = 0;
  std::string reason;
  static void note(int handle, const char* reason, void* opaque) {
    *static_cast<Ended*>(opaque) = {handle, reason};
  }
};

TEST(Event, SignalDisconnectedEndsTheHandle) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "t");
    peer.say(event("SIGNAL_DISCONNECTED", R"({"reason": "device-removed"})", "t"));
    peer.say(event("SIGNAL_DISCONNECTED", R"({"reason": "device-removed"})", "t"));
    peer.say(error_event("read", "t"));
    peer.say(event("RESUME", ""));
  });
  auto session = negotiated(server.fd());
  EventLog unconnected;
  ErrorLog log;
  Ended ended;
  Failure failure;
  qmp_session_on_event(session.get(), EventLog::add, &unconnected);
  qmp_session_on_disconnected(session.get(), Ended::note, &ended);
  const int handle = connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure);
  for (int count = 0; count < 2;) count += qmp_session_wait(session.get(), for_ever, failure);
  EXPECT_EQ(ended.handle, handle);
  EXPECT_EQ(ended.reason, "device-removed");
  EXPECT_EQ(unconnected.text,
            R"(SIGNAL_DISCONNECTED {"reason":"device-removed"} 1.2; RESUME - 1.2)");
  EXPECT_EQ(log.text, "");
  disconnect_device_event(session.get(), "disk0", handle, failure);
  EXPECT_EQ(failure.text(), "GenericError: Handle " + std::to_string(handle) + " is not connected");
}

TEST(Event, SignalGapMarksAConnectionAndDoesNotEndIt) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    connect(peer, "t");
    peer.say(event("SIGNAL_GAP", R"({"seconds": 3})", "t") + error_event("read", "t"));
  });
  auto session = negotiated(server.fd());
  EventLog unconnected;
  ErrorLog log;
  Failure failure;
  qmp_session_on_event(session.get(), EventLog::add, &unconnected);
  connect_device_event(session.get(), "disk0", ErrorLog::add, &log, failure);
  for (int count = 0; count < 2;) count += qmp_session_wait(session.get(), for_ever, failure);
  EXPECT_EQ(unconnected.text, R"(SIGNAL_GAP {"seconds":3} 1.2)");
  EXPECT_EQ(log.text, "read io; ");
}

TEST(Connecting, FailsInTheServersWords) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.refuse("DeviceNotFound", "Device 'disk9' not found");
  });
  auto session = negotiated(server.fd());
  Failure failure;
  EXPECT_EQ(connect_device_event(session.get(), "disk9", ErrorLog::add, nullptr, failure), 0);
  EXPECT_EQ(failure.text(), "DeviceNotFound: Device 'disk9' not found");
}

TEST(Connecting, FailsWhereTheServerKnowsNoSignals) {
  FakeServer server([](Peer& peer) {
    peer.greet("\"oob\"");
    peer.negotiate_as_qemu();
  });
  auto session = negotiated(server.fd());
  Failure failure;
  EXPECT_EQ(connect_device_event(session.get(), "disk0", ErrorLog::add, nullptr, failure), 0);
  EXPECT_EQ(failure.text(),
            "GenericError: The server does not offer signals: 'device-event' cannot be connected");
}

TEST(Connecting, FailsWhereTheReplyIsNoTag) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.answer("{}");
  });
  auto session = negotiated(server.fd());
  Failure failure;
  EXPECT_EQ(connect_device_event(session.get(), "disk0", ErrorLog::add, nullptr, failure), 0);
  EXPECT_EQ(failure.text(),
            "GenericError: The server answered 'device-event-connect' with '{}', which is not a "
            "tag");
}

}  // namespace
