// SPDX-License-Identifier: Apache-2.0
//
// The part of Session that keeps the use of its client within the limits.

#include <poll.h>

#include <algorithm>
#include <utility>

#include "host/command_names.hpp"
#include "host/config.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "wire/json_reader.h"

namespace signalbox {

namespace {

// Input is counted in such steps, so that usual commands change nothing.
constexpr std::size_t kStep = 4096;

}  // namespace

// --- memory --------------------------------------------------------------------------------------

std::size_t Session::unread_answer() const {
  const std::uint64_t written = outbox_.written_bytes();
  return answer_.end <= written ? 0 : answer_.end - std::max(answer_.begin, written);
}

std::size_t Session::input_bytes() const {
  return reader_.memory() + under_way_;
}

MemoryUse Session::use() const {
  if (!is_counted_) return {};
  const std::size_t reply = unread_answer();
  return {outbox_.size() - reply, reply, input_bytes() / kStep * kStep, where_bytes_};
}

void Session::count_use() {
  const MemoryUse now = use();
  if (now == counted_use_) return;
  const MemoryUse before = std::exchange(counted_use_, now);
  machine_.host().use_changed(*this, before, now);
}

// The session is to be closed, and its memory will be free soon.
void Session::uncount() {
  is_counted_ = false;
  count_use();
  give_up_input();
}

// --- input ---------------------------------------------------------------------------------------

// Output above client-backlog is allowed for one answer alone. The client has to read that answer
// before the next command is executed.
bool Session::reads_an_answer() {
  waits_for_reader_ =
      !account_->is_exempt && outbox_.size() > machine_.config().client_backlog_bytes;
  return waits_for_reader_;
}

// While an observer (the audit log) is behind, no command changes anything.
bool Session::must_wait(const Request& request) {
  if (!machine_.host().waits_for_observers() || is_query(request.command)) return false;
  waits_for_observers_ = true;
  return true;
}

// Asks for more of the socket, unless the client has too much unfinished input.
void Session::read_on() {
  if (input_bytes() / kStep * kStep != counted_use_.input) count_use();
  if (close_reason_.empty() && closed_ != Closed::input && has_room()) readiness_->want_read();
}

// Input above session-input needs room in the account. Messages of observers are small and need
// none. Beside a request under way, all input together has to fit into QEMU's limit for a message.
bool Session::has_room() {
  const std::size_t bytes = input_bytes();
  if (account_->is_exempt || machine_.host().limits().allows(Limit::session_input, bytes)) {
    give_up_input();
    return true;
  }
  if (listener_->role == Role::observer) return under_way_ == 0;
  has_large_input_ = true;
  if (!machine_.host().accounts().take_input(*account_, id_, bytes, has_sent_more())) {
    retry_input_.emplace(machine_.loop(), ClientAccounts::kRetry, [this] { room_for_input(); });
    return false;
  }
  return under_way_ == 0 || bytes <= WIRE_JSON_MAX_TOKEN_BYTES;
}

void Session::give_up_input() {
  if (!std::exchange(has_large_input_, false)) return;
  retry_input_.reset();
  for (const SessionId next : machine_.host().accounts().release_input(*account_, id_)) {
    if (Session* const waiting = machine_.host().session(next)) waiting->room_for_input();
  }
}

bool Session::has_sent_more() const {
  pollfd state{fd_, POLLIN, 0};
  return ::poll(&state, 1, 0) > 0;
}

void Session::room_for_input() {
  retry_input_.reset();
  read_on();
}

void Session::count_oob() {
  Limits& limits = machine_.host().limits();
  limits.allows(Limit::oob_requests, ++oob_requests_);
  if (oob_requests_ == limits[Limit::oob_requests]) {
    limits.reached(Limit::oob_requests, log_name());
  }
}

void Session::done_with(std::size_t request_bytes, std::size_t descriptors, bool oob) {
  under_way_ -= request_bytes;
  if (oob) {
    const bool was_full = oob_requests_-- >= machine_.host().limits()[Limit::oob_requests];
    if (was_full || closed_ != Closed::nothing) machine_.ready(*this);
  }
  if (descriptors == 0) return;
  machine_.host().accounts().descriptors_changed(*account_, descriptors, 0);
  descriptors_ -= descriptors;
}

// --- descriptors ---------------------------------------------------------------------------------

// The descriptors replace a set that no command has taken: all earlier input is parsed by now.
void Session::keep(Descriptors descriptors) {
  Limits& limits = machine_.host().limits();
  ClientAccounts& accounts = machine_.host().accounts();
  if (descriptors.was_cut()) limits.reached(Limit::command_descriptors, log_name());
  done_with(0, arrival_.descriptors.size(), false);
  arrival_.descriptors = {};
  const std::size_t count = descriptors.size();
  limits.allows(Limit::command_descriptors, count);
  if (!limits.allows(Limit::session_descriptors, descriptors_ + count)) {
    return limits.reached(Limit::session_descriptors, log_name());
  }
  if (!accounts.may_keep(*account_, count)) {
    return limits.reached(Limit::descriptors, log_name());
  }
  accounts.descriptors_changed(*account_, 0, count);
  descriptors_ += count;
  arrival_ = {taken_in_ - 1, std::move(descriptors)};
}

void Session::take_back(Descriptors descriptors) {
  const auto next = std::find_if(queue_.begin(), queue_.end(), [](const Input& each) {
    return std::holds_alternative<Request>(each.message);
  });
  Descriptors& place = next == queue_.end() ? arrival_.descriptors : next->descriptors;
  if (!place.empty()) return done_with(0, descriptors.size(), false);
  if (next == queue_.end()) arrival_.offset = 0;
  place = std::move(descriptors);
}

// QEMU's error for a message that is too large, with the limit of an observer's message.
std::string Session::named(std::string error) const {
  if (listener_->role != Role::observer || error != MessageReader::kTooLarge) return error;
  Limits& limits = machine_.host().limits();
  limits.reached(Limit::observer_message, log_name());
  return error + ": " + limits.error_text(Limit::observer_message);
}

}  // namespace signalbox
