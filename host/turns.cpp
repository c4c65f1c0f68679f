// SPDX-License-Identifier: Apache-2.0
//
// The part of Machine that makes its turns.

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/observer.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"
#include "host/thrown.hpp"
#include "wire/json_tree.hpp"
#include "wire/request.hpp"

namespace signalbox {

namespace {

// What one turn does at most before it writes and lets others have the loop: an emission storm
// must not delay commands, nor one client's pipeline another's.
constexpr std::size_t kDeliveriesPerTurn = 64 * 1024;
constexpr std::size_t kCommandsPerTurn = 64;

// Between two looks at the clock: what takes some 100 us.
constexpr std::size_t kFlushesPerLook = 16;
constexpr std::size_t kLeavesPerLook = 16;

// Runs a part of a turn for a session. An exception that leaves it, most likely for lack of memory,
// ends that session alone; the part counts as done then.
template <typename Part>
bool run_for(Machine& machine, Session& session, Part part) {
  const SessionId id = session.id();
  try {
    return part();
  } catch (...) {
    const std::string thrown = thrown_text();
    Session* const own = machine.session(id);
    if (own == nullptr) return true;
    own->fail("failure");
    log_of_client(LogLevel::error, own->log_name(),
                  own->log_name() + " is disconnected, the host has failed to serve it: " + thrown);
    return true;
  }
}

void read(Machine& machine, Session& session) {
  run_for(machine, session, [&session] {
    session.read();
    return true;
  });
}

// Reads a message above kLargeRequest. An exception becomes an error of the request.
std::variant<Request, RequestError> read_large(const OwnedText& text, bool oob_enabled) {
  try {
    return read_request(text.view(), oob_enabled);
  } catch (...) {
    return RequestError{"GenericError", "The message cannot be read: " + thrown_text(), {}};
  }
}

}  // namespace

// Something came into the empty FIFO. A turn that is under way takes it in; else one is made.
void Machine::wake() {
  if (loop().is_this_thread() && in_turn_) return;
  wakeup_.ask();
}

void Machine::readable(Session& session) {
  if (budget_.is_empty()) {
    if (!std::exchange(session.is_unread_, true)) unread_.push(session);
    return wake();
  }
  read(*this, session);
  turn_for_client();
}

void Machine::writable(Session& session) {
  session.socket_takes_more();
  dirty(session);
  turn_for_client();
}

void Machine::hung_up(Session& session) {
  session.hung_up();
  turn_for_client();
}

void Machine::ready(Session& session) {
  if (std::exchange(session.is_ready_, true)) return;
  ready_.push(session);
}

void Machine::dirty(Session& session) {
  if (std::exchange(session.is_dirty_, true)) return;
  dirty_.push(session);
  if (!in_turn_) wake();
}

void Machine::read_elsewhere(const Session& session, std::shared_ptr<const OwnedText> text,
                             bool oob_enabled) {
  const auto read = std::make_shared<std::variant<Request, RequestError>>();
  Background& beside = host_.large_messages();
  beside.run([text, oob_enabled, read] { *read = read_large(*text, oob_enabled); },
             [this, &beside, alive = alive_, id = session.id(), text, read]() mutable {
               Session* const own = *alive ? this->session(id) : nullptr;
               if (own != nullptr) own->take_large(std::move(*read));
               beside.destroy(std::pair(std::move(text), std::move(*read)));
               if (own != nullptr) turn();
             });
}

void Machine::go_on() {
  for (const auto& [id, session] : sessions_) {
    if (session->waits_for_observers()) ready(*session);
  }
  if (!ready_.empty()) wakeup_.ask();
}

// All others that are ready have been served since this was asked for.
void Machine::turn_in_its_place() {
  budget_.renew();
  make_turn(kDeliveriesPerTurn);
}

void Machine::turn() {
  if (budget_.is_empty()) return wake();
  make_turn(kDeliveriesPerTurn);
}

// In a storm the FIFO has turns of its own, one between two looks at the sockets. Were each client
// that asks or reads to make one more, a command would wait for all of these.
void Machine::turn_for_client() {
  if (budget_.is_empty()) return wake();
  make_turn(is_behind_ ? 0 : kDeliveriesPerTurn);
}

// Everything that happens to a machine's clients happens in here: what was emitted and answered
// goes to the outboxes, complete commands are executed, and at the end all is written. Once its
// time is over a turn begins nothing more, but that each part has done one thing; the next turn
// goes on, and first of all writes what was left to write.
void Machine::make_turn(std::size_t deliveries) {
  if (in_turn_) return;
  in_turn_ = true;
  budget_.begin();
  left_of_turn_ = deliveries;
  std::exception_ptr failure;
  try {
    make_parts(deliveries);
  } catch (...) {
    failure = std::current_exception();
  }
  budget_.end();
  in_turn_ = false;
  const bool is_behind = !fifo_.empty();
  if (deliveries > 0) is_behind_ = is_behind;
  if (is_behind || !unread_.empty() || !ready_.empty() || !dirty_.empty() || !closing_.empty()) {
    wake();
  }
  if (is_emptying_ && sessions_.empty()) finish_plugins();
  if (failure != nullptr) std::rethrow_exception(failure);  // the loop tells
}

void Machine::make_parts(std::size_t deliveries) {
  if (is_flush_behind_) flush_dirty();
  if (!is_flush_behind_) {
    if (deliveries > 0) drain_for_turn();
    read_waiting();
    process_ready();
    if (!fifo_.empty()) let_overtake();
    flush_dirty();
  }
  close_some();
  if (emission_watch_ != nullptr) emission_watch_->settle();
  if (barriers_ != nullptr && !barriers_->empty()) barriers_->check();
  watch_answers();
}

void Machine::read_waiting() {
  for (std::size_t left = unread_.size(); left > 0; --left) {
    Session& session = unread_.pop();
    session.is_unread_ = false;
    read(*this, session);
    if (budget_.is_over()) return;
  }
}

void Machine::process_ready() {
  for (std::size_t left = ready_.size(); left > 0; --left) {
    Session& session = ready_.pop();
    session.is_ready_ = false;
    if (run_for(*this, session, [&session] { return session.process(kCommandsPerTurn); })) continue;
    ready(session);
    if (budget_.is_over()) return;
  }
}

void Machine::flush_dirty() {
  is_flush_behind_ = false;
  for (std::size_t left = dirty_.size(); left > 0; --left) {
    Session& session = dirty_.pop();
    session.is_dirty_ = false;
    if (session.is_closing_) continue;
    session.flush();
    check_backlog(session);
    if (!session.close_reason().empty()) {
      session.is_closing_ = true;
      closing_.push(session);
    }
    if (left > 1 && left % kFlushesPerLook == 1 && budget_.is_over()) {
      is_flush_behind_ = true;
      break;
    }
  }
  if (ending_ && pending_ == 0 && dirty_.empty()) finish();
}

// A session with many connections is closed in several turns.
void Machine::close_some() {
  while (!closing_.empty()) {
    if (switchboard_.leave(closing_.front(), kLeavesPerLook)) close(closing_.pop());
    if (budget_.is_over()) return;
  }
}

// It has no connections any more.
void Machine::close(Session& session) {
  dequeue(session);
  if (rest_) {
    run_logged(rest_.owner->name(), "left",
               [&] { rest_.calls->left(&rest_.owner->context(), session.id()); });
  }
  if (emission_watch_ != nullptr) emission_watch_->closed(session);
  session.shut();
  check_backlog(session);
  tell([&session](Observer& each) { each.session_closed(session, session.close_reason()); });
  host_.accounts().leave(session.account());
  sessions_.erase(session.id());
}

// It is in no queue any more, and comes into none.
void Machine::dequeue(Session& session) {
  if (std::exchange(session.is_unread_, true)) unread_.erase(session);
  if (std::exchange(session.is_ready_, true)) ready_.erase(session);
  if (std::exchange(session.is_dirty_, true)) dirty_.erase(session);
}

}  // namespace signalbox
