// SPDX-License-Identifier: Apache-2.0
#include "tests/client/session_fixture.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

std::string outcome_of_call(QmpSession* session, const char* command, const char* arguments) {
  Failure failure;
  char* value = qmp_session_call(session, command, arguments, failure);
  if (value == nullptr) return failure.text();
  std::string text = value;
  free(value);
  return text;
}

SessionPointer negotiated(int fd, const QmpOptions& options) {
  Failure failure;
  SessionPointer session(qmp_session_open(fd, &options, failure));
  if (session == nullptr || !qmp_session_negotiate(session.get(), failure)) {
    ADD_FAILURE() << failure.text();
    return nullptr;
  }
  return session;
}

void EventLog::add(const char* event, const char* data, int64_t seconds, int32_t microseconds,
                   void* opaque) {
  std::string& text = static_cast<EventLog*>(opaque)->text;
  if (!text.empty()) text += "; ";
  text.append(event).append(" ").append(data == nullptr ? "-" : data).append(" ");
  text += std::to_string(seconds) + "." + std::to_string(microseconds);
}
