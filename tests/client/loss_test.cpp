// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <poll.h>

#include <string>

#include "tests/client/block_tables.hpp"
#include "tests/client/fake_server.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

constexpr int for_ever = -1;

const std::string closed = "GenericError: The connection is lost: the server closed it";

void begin(Peer& peer) {
  peer.greet("\"signals\"");
  peer.agree(2);
}

TEST(Loss, BeforeTheGreetingFailsTheOpening) {
  FakeServer server([](Peer&) {}, FakeServer::AtEnd::hang_up);
  Failure failure;
  EXPECT_EQ(qmp_session_open(server.fd(), nullptr, failure), nullptr);
  EXPECT_EQ(failure.text(), closed);
}

TEST(Loss, FailsTheCallThatWaitsAndAllLaterOnes) {
  FakeServer server(
      [](Peer& peer) {
        begin(peer);
        peer.take();
        peer.answer("\"t\"");
        peer.take();
      },
      FakeServer::AtEnd::hang_up);
  auto session = negotiated(server.fd());
  Failure failure;
  const int handle = connect_tick_event(session.get(), nullptr, nullptr, failure);
  EXPECT_EQ(outcome_of_call(session.get(), "quit"), closed);
  EXPECT_EQ(outcome_of_call(session.get(), "query-status"), closed);

  Failure of_process, of_wait, of_connect, of_disconnect, of_negotiate;
  EXPECT_FALSE(qmp_session_process(session.get(), of_process));
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, of_wait), -1);
  EXPECT_EQ(connect_tick_event(session.get(), nullptr, nullptr, of_connect), 0);
  disconnect_tick_event(session.get(), handle, of_disconnect);
  EXPECT_FALSE(qmp_session_negotiate(session.get(), of_negotiate));
  for (const Failure* each : {&of_process, &of_wait, &of_connect, &of_disconnect, &of_negotiate}) {
    EXPECT_EQ(each->text(), closed);
  }
}

TEST(Loss, InTheMiddleOfAReplyIsSaid) {
  FakeServer server(
      [](Peer& peer) {
        begin(peer);
        peer.take();
        peer.say("{\"return\": {\"status\": \"run");
      },
      FakeServer::AtEnd::hang_up);
  auto session = negotiated(server.fd());
  EXPECT_EQ(outcome_of_call(session.get(), "query-status"), closed + " in the middle of a message");
}

TEST(Loss, ComesAfterAllThatTheServerSaid) {
  FakeServer server(
      [](Peer& peer) {
        begin(peer);
        peer.take();
        peer.say("{\"event\": \"SHUTDOWN\"}\r\n");
        peer.answer("{}");
        peer.say("{\"event\": \"STOP\"}\r\n");
      },
      FakeServer::AtEnd::hang_up);
  auto session = negotiated(server.fd());
  EventLog log;
  qmp_session_on_event(session.get(), EventLog::add, &log);
  EXPECT_EQ(outcome_of_call(session.get(), "quit"), "{}");
  Failure failure;
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
  EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), -1);
  EXPECT_EQ(log.text, "SHUTDOWN - -1.-1; STOP - -1.-1");
  EXPECT_EQ(failure.text(), closed);
}

TEST(Loss, WakesTheCallersLoop) {
  FakeServer server(begin, FakeServer::AtEnd::hang_up);
  auto session = negotiated(server.fd());
  Failure failure;
  bool up = true;
  while (up) {
    pollfd watched = {qmp_session_fd(session.get()), qmp_session_events(session.get()), 0};
    ASSERT_EQ(poll(&watched, 1, for_ever), 1);
    up = qmp_session_process(session.get(), failure);
  }
  EXPECT_EQ(failure.text(), closed);
}

TEST(Loss, IsWhatGarbageFromTheServerMeans) {
  const struct {
    const char* garbage;
    const char* text;
  } cases[] = {
      {"{]", "JSON parse error, expecting value"},
      {"@", "JSON parse error, stray '@'"},
      {"42 ", "42"},
      {"{\"retrun\": {}}", "{\"retrun\":{}}"},
      {"{\"event\": {}}", "{\"event\":{}}"},
      {"{\"return\": 1, \"return\": 2}", "JSON parse error, duplicate key"},
  };
  for (const auto& each : cases) {
    FakeServer server([&](Peer& peer) {
      begin(peer);
      peer.take();
      peer.say(each.garbage);
      peer.answer("{}");
    });
    auto session = negotiated(server.fd());
    EXPECT_EQ(
        outcome_of_call(session.get(), "stop"),
        std::string("GenericError: The connection is lost: the server sent what is not QMP: ") +
            each.text);
  }
}

TEST(Loss, RaisesNoSignal) {
  // Writes to a socket that nobody reads any more would end this process with SIGPIPE.
  FakeServer server(begin, FakeServer::AtEnd::hang_up);
  auto session = negotiated(server.fd());
  server.requests();
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), closed);
}

TEST(Loss, IsOvercomeByANewSession) {
  for (int i = 0; i < 2; ++i) {
    FakeServer server(
        [](Peer& peer) {
          begin(peer);
          peer.take();
          peer.answer("\"t\"");
          peer.say("{\"event\": \"TICK_EVENT\", \"tag\": \"t\"}\r\n");
        },
        FakeServer::AtEnd::hang_up);
    auto session = negotiated(server.fd());
    int ticks = 0;
    Failure failure;
    connect_tick_event(
        session.get(), [](void* count) { ++*static_cast<int*>(count); }, &ticks, failure);
    EXPECT_EQ(qmp_session_wait(session.get(), for_ever, failure), 1);
    EXPECT_EQ(ticks, 1);
  }
}

}  // namespace
