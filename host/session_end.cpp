// SPDX-License-Identifier: Apache-2.0
//
// The part of Session that notices that its client leaves, and ends.

#include <poll.h>

#include <string>
#include <utility>

#include "host/machine.hpp"
#include "host/session.hpp"

namespace signalbox {

namespace {

constexpr const char* kClientClosed = "client closed";

}  // namespace

bool Session::has_hung_up() const {
  pollfd state{fd_, 0, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

void Session::hung_up() {
  closed_ = Closed::all;
  machine_.ready(*this);
}

// A client that has closed its sending half only still reads.
void Session::end_of_input() {
  if (closed_ == Closed::all) return fail(kClientClosed);
  closed_ = Closed::input;
  machine_.ready(*this);
}

// The function is called behind all input that may be processed now. The input of a client that has
// hung up is read on until the session would wait, for an answer, for room or for observers: so one
// that sends a command and leaves is heard. Its other commands are dropped, as QEMU drops them.
void Session::leave_with_client() {
  if (closed_ == Closed::input) {
    const bool is_owed = busy_ || !queue_.empty() || held_oob_ || oob_requests_ > 0;
    if (!is_owed && being_read_ == nullptr) leave(kClientClosed);
    return;
  }
  if (is_unread_ || readiness_->wants_read() || being_read_ != nullptr) return;
  fail(kClientClosed);
}

void Session::leave(std::string reason) {
  if (!leaving_.empty()) return;
  leaving_ = std::move(reason);
  machine_.dirty(*this);
}

void Session::fail(std::string reason) {
  if (!close_reason_.empty()) return;
  close_reason_ = std::move(reason);
  uncount();
  machine_.dirty(*this);
}

}  // namespace signalbox
