// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/client/fake_server.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

using Requests = std::vector<std::string>;

const std::string signals = "\"oob\", \"signals\"";
const std::string plain_qemu = "\"oob\"";

constexpr QmpOptions named = {.keep_default_signals = false,
                              .client_name = "watch",
                              .client_version = "1.2",
                              .timeout_ms = 0};

Requests requests_after_negotiation(const std::string& capabilities, const QmpOptions& options) {
  FakeServer server([&](Peer& peer) {
    peer.greet(capabilities);
    while (!peer.take().empty()) peer.answer("{}");
  });
  EXPECT_NE(negotiated(server.fd(), options), nullptr);
  return server.requests();
}

TEST(Negotiation, SaysWhoItIsAndOptsOutBeforeItEnds) {
  EXPECT_EQ(requests_after_negotiation(signals, named),
            (Requests{R"({"execute": "client-info", "arguments": )"
                      R"({"name": "watch", "version": "1.2"}})",
                      R"({"execute": "disconnect-default-signals"})",
                      R"({"execute": "qmp_capabilities"})"}));
}

TEST(Negotiation, KeepsDefaultSignalsWhenAsked) {
  EXPECT_EQ(requests_after_negotiation(signals, {.keep_default_signals = true,
                                                 .client_name = nullptr,
                                                 .client_version = nullptr,
                                                 .timeout_ms = 0}),
            (Requests{R"({"execute": "qmp_capabilities"})"}));
}

TEST(Negotiation, IsPlainQmpWithAServerThatKnowsNoSignals) {
  FakeServer server([](Peer& peer) {
    peer.greet(plain_qemu);
    peer.negotiate_as_qemu();
  });
  EXPECT_NE(negotiated(server.fd(), named), nullptr);
  EXPECT_EQ(server.requests(), (Requests{R"({"execute": "client-info", "arguments": )"
                                         R"({"name": "watch", "version": "1.2"}})",
                                         R"({"execute": "qmp_capabilities"})"}));
}

// A Signalbox in front of a QEMU greets as that QEMU does.
TEST(Negotiation, OptsOutWhateverTheGreetingSays) {
  EXPECT_EQ(requests_after_negotiation(plain_qemu, {}),
            (Requests{R"({"execute": "disconnect-default-signals"})",
                      R"({"execute": "qmp_capabilities"})"}));
}

TEST(Negotiation, GoesOnWhereTheServerKeepsNoOldBehaviour) {
  FakeServer server([](Peer& peer) {
    peer.greet(signals);
    for (int i = 0; i < 2; ++i) {
      peer.take();
      peer.refuse("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
    }
    peer.agree(1);
  });
  EXPECT_NE(negotiated(server.fd(), named), nullptr);
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST(Negotiation, FailsWhenTheServerRefusesTheOptOut) {
  FakeServer server([](Peer& peer) {
    peer.greet(signals);
    peer.agree(1);
    peer.take();
    peer.refuse("GenericError", "not now");
  });
  Failure failure;
  EXPECT_EQ(qmp_session_open(server.fd(), &named, failure), nullptr);
  EXPECT_EQ(failure.text(), "GenericError: not now");
}

TEST(Negotiation, BearsEventsBeforeTheGreeting) {
  EventLog log;
  FakeServer server([](Peer& peer) {
    peer.say("{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"SHUTDOWN\"}\r\n");
    peer.greet(plain_qemu);
    peer.negotiate_as_qemu();
  });
  Failure failure;
  SessionPointer session(qmp_session_open(server.fd(), nullptr, failure));
  ASSERT_NE(session, nullptr) << failure.text();
  qmp_session_on_event(session.get(), EventLog::add, &log);
  ASSERT_TRUE(qmp_session_negotiate(session.get(), failure)) << failure.text();
  EXPECT_EQ(log.text, "SHUTDOWN - 1.2");
}

TEST(Negotiation, FailsWhenTheServerDoesNotGreet) {
  FakeServer server([](Peer&) {});
  const QmpOptions options = {.keep_default_signals = false,
                              .client_name = nullptr,
                              .client_version = nullptr,
                              .timeout_ms = 1};
  Failure failure;
  EXPECT_EQ(qmp_session_open(server.fd(), &options, failure), nullptr);
  EXPECT_EQ(failure.text(), "GenericError: Timed out after 1 ms waiting for the greeting");
}

TEST(Negotiation, FailsWhenTheServerIsNoQmpServer) {
  FakeServer server([](Peer& peer) { peer.say("SSH-2.0-OpenSSH_9.2\r\n"); });
  Failure failure;
  EXPECT_EQ(qmp_session_open(server.fd(), nullptr, failure), nullptr);
  EXPECT_EQ(failure.text(),
            "GenericError: The connection is lost: the server sent what is not QMP: JSON parse "
            "error, stray 'S'");
}

TEST(Negotiation, FailsWithThePathWhereNobodyListens) {
  Failure failure;
  EXPECT_EQ(qmp_session_connect("/nonexistent/monitor.sock", nullptr, failure), nullptr);
  EXPECT_EQ(failure.text(),
            "GenericError: Failed to connect to '/nonexistent/monitor.sock': No such file or "
            "directory");
}

TEST(Negotiation, FailsWithThePathWhenThatIsTooLong) {
  const std::string path(200, 'x');
  Failure failure;
  EXPECT_EQ(qmp_session_connect(path.c_str(), nullptr, failure), nullptr);
  EXPECT_EQ(failure.text(),
            "GenericError: Failed to connect to '" + path + "': File name too long");
}

}  // namespace
