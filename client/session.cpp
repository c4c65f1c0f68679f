// SPDX-License-Identifier: Apache-2.0
#include "client/session.hpp"

#include <poll.h>

#include <cassert>
#include <utility>

#include "client/error.hpp"

using signalbox::client::Deadline;
using signalbox::client::Event;
using signalbox::client::Greeting;
using signalbox::client::Reply;
using signalbox::client::timeout_or_default;

QmpSession::QmpSession(int fd, const QmpOptions& options)
    : channel_(fd), timeout_ms_(timeout_or_default(options.timeout_ms)) {}

QmpSession::~QmpSession() {
  assert(!in_callback_);
}

short QmpSession::events() const {
  // A socket can nearly always be written to: the caller's poll() returns at once for events that
  // a call has read after its reply.
  const bool turn_wanted = channel_.has_output() || !events_.empty();
  return static_cast<short>(turn_wanted ? POLLIN | POLLOUT : POLLIN);
}

bool QmpSession::process(Error** errp) {
  channel_.transfer();
  sort_messages();
  if (!in_callback_) run_events();
  return is_up(errp);
}

int QmpSession::wait(int timeout_ms, Error** errp) {
  if (in_callback_) {
    error_set(errp, "GenericError", "qmp_session_wait() cannot be called inside a callback");
    return -1;
  }
  const Deadline deadline(timeout_ms);
  for (;;) {
    sort_messages();
    if (const int count = run_events(); count > 0) return count;
    if (!is_up(errp)) return -1;
    if (!channel_.wait(deadline)) return 0;
    channel_.transfer();
  }
}

bool QmpSession::is_up(Error** errp) const {
  if (channel_.lost().empty()) return true;
  error_set(errp, "GenericError", "%s", channel_.lost().c_str());
  return false;
}

void QmpSession::sort_messages() {
  while (auto message = channel_.next()) {
    if (auto* event = std::get_if<Event>(&*message)) {
      events_.push_back(std::move(*event));
    } else if (auto* reply = std::get_if<Reply>(&*message)) {
      settle(std::move(*reply));
    } else {
      greeting_ = std::get<Greeting>(*message);
    }
  }
}

void QmpSession::settle(Reply reply) {
  if (reply.id && late_connects_.contains(*reply.id)) return undo_late_connect(reply);
  calls_.settle(std::move(reply), events_taken_ + events_.size());
}
