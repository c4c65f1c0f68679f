// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/client/block_tables.hpp"
#include "tests/client/fake_server.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

const std::string plain_qemu = "\"oob\"";

void begin(Peer& peer) {
  peer.greet(plain_qemu);
  peer.negotiate_as_qemu();
}

TEST(Call, ReturnsWhatTheServerReturns) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.answer("{\"running\": true}");
  });
  auto session = negotiated(server.fd());
  EXPECT_EQ(outcome_of_call(session.get(), "query-status", "{\"verbose\": [1, 2]}"),
            "{\"running\":true}");
  session.reset();
  EXPECT_EQ(server.requests().back(),
            R"({"execute": "query-status", "arguments": {"verbose":[1,2]}})");
}

TEST(Call, FailsWithEveryClassOfQmp) {
  const std::string classes[] = {"GenericError", "CommandNotFound", "DeviceNotActive",
                                 "DeviceNotFound", "KVMMissingCap"};
  FakeServer server([&](Peer& peer) {
    begin(peer);
    for (const std::string& error_class : classes) {
      peer.take();
      peer.refuse(error_class, "Device 'disk9' not found");
    }
  });
  auto session = negotiated(server.fd());
  for (const std::string& error_class : classes) {
    EXPECT_EQ(outcome_of_call(session.get(), "eject"), error_class + ": Device 'disk9' not found");
  }
}

TEST(Call, NeedsNobodyWhoWantsToKnowTheError) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.refuse("GenericError", "no");
  });
  auto session = negotiated(server.fd());
  EXPECT_EQ(qmp_session_call(session.get(), "stop", nullptr, nullptr), nullptr);
}

TEST(Call, TakesAReplyThatIsLongerThanTheSocketsBuffer) {
  const std::string value = "\"" + std::string(3u << 20, 'x') + "\"";
  FakeServer server([&](Peer& peer) {
    begin(peer);
    peer.take();
    peer.answer(value);
  });
  auto session = negotiated(server.fd());
  EXPECT_TRUE(outcome_of_call(session.get(), "query-qmp-schema") == value);
}

TEST(Call, SendsARequestThatIsLongerThanTheSocketsBuffer) {
  const std::string arguments = "{\"data\":\"" + std::string(3u << 20, 'x') + "\"}";
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.agree(1);
  });
  auto session = negotiated(server.fd());
  EXPECT_EQ(outcome_of_call(session.get(), "write", arguments.c_str()), "{}");
  session.reset();
  EXPECT_TRUE(server.requests().back() ==
              "{\"execute\": \"write\", \"arguments\": " + arguments + "}");
}

TEST(Call, RefusesArgumentsThatAreNotOneJsonValue) {
  FakeServer server(begin);
  auto session = negotiated(server.fd());
  for (const char* arguments : {"", "{", "{]", "{'a: 1}", "{} {}", "{}, \"id\": 9", "nonsense"}) {
    EXPECT_EQ(outcome_of_call(session.get(), "stop", arguments).substr(0, 13), "GenericError:")
        << arguments;
  }
  session.reset();
  EXPECT_EQ(server.requests().size(), 2u)
      << "the opt-out and the negotiation alone: what is not JSON must not reach the server";
}

TEST(Call, QuotesTheNameOfTheCommand) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.agree(1);
  });
  auto session = negotiated(server.fd());
  EXPECT_EQ(outcome_of_call(session.get(), "a\", \"b"), "{}");
  session.reset();
  EXPECT_EQ(server.requests().back(), R"({"execute": "a\", \"b"})");
}

TEST(Call, FailsWhenTheServerCannotReadIt) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.say(
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON token size limit "
        "exceeded\"}}\r\n");
  });
  auto session = negotiated(server.fd());
  EXPECT_EQ(outcome_of_call(session.get(), "stop"), "GenericError: JSON token size limit exceeded");
}

TEST(Call, IgnoresRepliesThatAreNotItsOwn) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.say("{\"return\": 1, \"id\": 99}\r\n{\"return\": 2, \"id\": \"x\"}\r\n");
    peer.answer("\"mine\"");
  });
  auto session = negotiated(server.fd());
  EXPECT_EQ(outcome_of_call(session.get(), "fast"), "\"mine\"");
}

TEST(Call, GivesTypedResultsOfEveryShape) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.answer("{\"reads\": 7, \"born-later\": {}}");
    peer.take();
    peer.answer("[{\"reads\": 1}, {\"reads\": 2}]");
    peer.take();
    peer.answer("true");
    peer.take();
    peer.answer("\"\\u00e9\"");
    peer.take();
    peer.answer("{}");
  });
  auto session = negotiated(server.fd());
  QmpSession* const s = session.get();
  const DeviceArguments arguments = {const_cast<char*>("disk0")};
  Failure failure;

  Stats* stats = nullptr;
  ASSERT_TRUE(libqmp_call(s, "query-stats", &device_arguments_type, &arguments, &stats_type, &stats,
                          failure))
      << failure.text();
  EXPECT_EQ(stats->reads, 7);
  wire_free(&stats_type, stats);
  free(stats);

  StatsList* list = nullptr;
  ASSERT_TRUE(libqmp_call(s, "query-all", nullptr, nullptr, &stats_list_type, &list, failure));
  EXPECT_EQ(list->value->reads, 1);
  EXPECT_EQ(list->next->value->reads, 2);
  EXPECT_EQ(list->next->next, nullptr);
  wire_free(&stats_list_type, &list);

  struct {
    bool value;
    char beside[7];
  } flag = {false, "beside"};
  ASSERT_TRUE(
      libqmp_call(s, "query-flag", nullptr, nullptr, &wire_type_bool, &flag.value, failure));
  EXPECT_TRUE(flag.value);
  EXPECT_STREQ(flag.beside, "beside");

  char* text = nullptr;
  ASSERT_TRUE(libqmp_call(s, "query-name", nullptr, nullptr, &wire_type_str, &text, failure));
  EXPECT_STREQ(text, "\xc3\xa9");
  free(text);

  ASSERT_TRUE(libqmp_call(s, "stop", nullptr, nullptr, nullptr, nullptr, failure));
  session.reset();
  EXPECT_EQ(server.requests()[2],
            R"({"execute": "query-stats", "arguments": {"device": "disk0"}})");
}

TEST(Call, RefusesAResultOfAnotherType) {
  FakeServer server([](Peer& peer) {
    begin(peer);
    peer.take();
    peer.answer("{\"reads\": \"seven\"}");
  });
  auto session = negotiated(server.fd());
  Stats* stats = nullptr;
  Failure failure;
  EXPECT_FALSE(
      libqmp_call(session.get(), "query-stats", nullptr, nullptr, &stats_type, &stats, failure));
  EXPECT_EQ(failure.text(),
            "GenericError: The reply to 'query-stats' does not fit: Invalid parameter type for "
            "'return.reads', expected: integer");
  EXPECT_EQ(stats, nullptr);
}

}  // namespace
