// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <poll.h>

#include <string>
#include <thread>

#include "tests/client/block_tables.hpp"
#include "tests/client/fake_server.hpp"
#include "tests/client/session_fixture.hpp"

namespace {

// A session that waits for nothing longer than a millisecond, with a server that knows signals.
SessionPointer impatient(SaidAhead& server) {
  const QmpOptions options = {.keep_default_signals = true,
                              .client_name = nullptr,
                              .client_version = nullptr,
                              .timeout_ms = 1};
  server.peer().greet("\"signals\"");
  Failure failure;
  SessionPointer session(qmp_session_open(server.fd(), &options, failure));
  server.peer().answer(1, "{}");
  if (session == nullptr || !qmp_session_negotiate(session.get(), failure)) {
    ADD_FAILURE() << failure.text();
    return nullptr;
  }
  server.peer().take();
  return session;
}

TEST(Timeout, EndsACallWithTheNameOfTheCommand) {
  SaidAhead server;
  auto session = impatient(server);
  EXPECT_EQ(outcome_of_call(session.get(), "slow"),
            "GenericError: Timed out after 1 ms waiting for the reply to 'slow'");
}

TEST(Timeout, DoesNotGiveALateReplyToTheNextCall) {
  SaidAhead server;
  auto session = impatient(server);
  outcome_of_call(session.get(), "slow");
  server.peer().answer(2, "\"late\"");
  server.peer().answer(3, "\"in time\"");
  EXPECT_EQ(outcome_of_call(session.get(), "fast"), "\"in time\"");
}

TEST(Timeout, UndoesAConnectionThatWasMadeTooLate) {
  SaidAhead server;
  auto session = impatient(server);
  Failure failure;
  EXPECT_EQ(connect_device_event(session.get(), "disk0", nullptr, nullptr, failure), 0);
  EXPECT_EQ(failure.text(),
            "GenericError: Timed out after 1 ms waiting for the reply to 'device-event-connect'");
  server.peer().take();
  server.peer().answer(2, "\"late\"");
  EXPECT_TRUE(qmp_session_process(session.get(), nullptr));
  EXPECT_EQ(server.peer().take(), R"({"execute": "device-event-disconnect", )"
                                  R"("arguments": {"device": "disk0", "tag": "late"}})");
  server.peer().answer(3, "{}");
  server.peer().answer(4, "\"next\"");
  EXPECT_EQ(outcome_of_call(session.get(), "query-status"), "\"next\"");
}

TEST(Timeout, OfWaitingForEventsIsNoFailure) {
  SaidAhead server;
  auto session = impatient(server);
  Failure failure;
  EXPECT_EQ(qmp_session_wait(session.get(), 1, failure), 0);
  EXPECT_EQ(qmp_session_wait(session.get(), 0, failure), 0);
  EXPECT_EQ(failure.text(), "");
}

TEST(Timeout, LeavesAHalfWrittenRequestToBeFinished) {
  const std::string arguments = "{\"data\":\"" + std::string(3u << 20, 'x') + "\"}";
  SaidAhead server;
  auto session = impatient(server);
  EXPECT_EQ(outcome_of_call(session.get(), "write", arguments.c_str()),
            "GenericError: Timed out after 1 ms waiting for the reply to 'write'");
  EXPECT_TRUE(qmp_session_events(session.get()) & POLLOUT);

  std::thread reader([&] { server.peer().take(); });
  while (qmp_session_events(session.get()) & POLLOUT) {
    pollfd watched = {qmp_session_fd(session.get()), POLLOUT, 0};
    poll(&watched, 1, -1);
    ASSERT_TRUE(qmp_session_process(session.get(), nullptr));
  }
  reader.join();
  EXPECT_TRUE(server.peer().taken().back() ==
              "{\"execute\": \"write\", \"arguments\": " + arguments + "}");
}

}  // namespace
