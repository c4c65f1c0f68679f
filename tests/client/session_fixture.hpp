// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "client/libqmp.h"

struct SessionDeleter {
  void operator()(QmpSession* session) const { qmp_session_free(session); }
};
using SessionPointer = std::unique_ptr<QmpSession, SessionDeleter>;

// Takes what a failing call sets: `qmp_session_call(session, "stop", nullptr, failure)`.
class Failure {
 public:
  Failure() = default;
  Failure(const Failure&) = delete;
  Failure& operator=(const Failure&) = delete;
  ~Failure() { error_free(error_); }

  operator Error**() { return &error_; }

  // "GenericError: Timed out …"; empty where nothing failed.
  std::string text() const {
    if (error_ == nullptr) return {};
    return std::string(error_class(error_)) + ": " + error_description(error_);
  }

 private:
  Error* error_ = nullptr;
};

// The value that a command returns, or why it failed.
std::string outcome_of_call(QmpSession* session, const char* command,
                            const char* arguments = nullptr);

// A negotiated session, or a test failure and null.
SessionPointer negotiated(int fd, const QmpOptions& options = {});

// Collects what qmp_session_on_event() gives: "STOP {…} 1.5".
struct EventLog {
  std::string text;
  static void add(const char* event, const char* data, int64_t seconds, int32_t microseconds,
                  void* opaque);
};
