// SPDX-License-Identifier: Apache-2.0
#include "host/switchboard.hpp"

#include <cassert>
#include <utility>

#include "host/connection.hpp"
#include "host/delivery_policy.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/new_thread.hpp"
#include "host/observer.hpp"
#include "host/plugin_instance.hpp"
#include "host/same_event.hpp"
#include "host/session.hpp"
#include "wire/event_frame.hpp"
#include "wire/print.hpp"

namespace signalbox {

namespace {

const std::string kNoArguments = "{}";
const std::string kDefaultTail = "}\r\n";

std::string tail_of(const std::string& tag) {
  return ", \"tag\": " + quote(tag) + "}\r\n";
}

}  // namespace

// The arguments of an accessor by data are part of the condition, so that all its connections share
// one tap.
Switchboard::Wish::Wish(std::shared_ptr<const OfferedAccessor> its, std::string canonical_arguments,
                        std::unique_ptr<const Where> condition)
    : accessor(std::move(its)), where(std::move(condition)) {
  (accessor->is_by_data() ? narrowed_by : arguments) = std::move(canonical_arguments);
  if (accessor->is_by_data()) arguments = kNoArguments;
}

Switchboard::~Switchboard() {
  assert(taps_.empty());
}

std::shared_ptr<Tap> Switchboard::find(const std::string& accessor,
                                       const std::string& arguments) const {
  const auto entry = taps_.find({accessor, arguments});
  return entry == taps_.end() ? nullptr : entry->second;
}

void Switchboard::connect(Wish wish, ReplyId reply) {
  const std::shared_ptr<const OfferedAccessor> accessor = wish.accessor;
  if (!is_offered(*accessor, machine_.asking(reply))) {
    return machine_.answer_error(reply, "CommandNotFound",
                                 "The command " + accessor->name + "-connect has not been found");
  }
  const bool blocks = accessor->owner != nullptr && (accessor->flags & SIGNALBOX_BLOCKS) != 0;
  // Who may wait may have to ask whether what is meant is still there: so each wish is put to it.
  const std::shared_ptr<Tap> present = blocks ? nullptr : find(accessor->name, wish.arguments);
  if (present != nullptr) return connected(present, std::move(wish), reply, nullptr);
  if (find(accessor->name, wish.arguments) == nullptr) {
    const std::string refused = machine_.host().limits().refusal(
        Limit::machine_taps, taps_.size() + 1, "machine " + machine_.name());
    if (!refused.empty()) return machine_.answer_error(reply, "GenericError", refused);
  }
  const auto tap = std::make_shared<Tap>(machine_.fifo(), accessor, wish.arguments);
  if (!blocks) {
    Error* error = nullptr;
    tap->connect(&error);
    return connected(tap, std::move(wish), reply, error);
  }
  const auto kept = std::make_shared<Wish>(std::move(wish));
  const bool is_called = machine_.go_on_on_worker(*accessor->owner, [this, tap, kept, reply] {
    Error* error = nullptr;
    tap->connect(&error);
    FifoItem item;
    item.function = [this, tap, kept, reply, error] {
      connected(tap, std::move(*kept), reply, error);
    };
    machine_.fifo().put(std::move(item));
  });
  if (is_called) return;
  machine_.answer_error(
      reply, "GenericError",
      "Connecting to " + accessor->name + " may take long: " + std::string(kNoThread));
}

bool Switchboard::is_offered(const OfferedAccessor& accessor, const Session* session) const {
  DeliveryPolicy* const policy = machine_.host().policy();
  return policy == nullptr || session == nullptr || policy->offers(*session, accessor);
}

void Switchboard::connected(const std::shared_ptr<Tap>& tap, Wish wish, ReplyId reply,
                            Error* error) {
  if (error != nullptr) return machine_.answer_error(reply, error);
  // Two clients may have asked for the same while the worker was busy: the first tap serves both.
  const auto [entry, added] = taps_.try_emplace(Key(tap->accessor().name, tap->arguments()), tap);
  if (!added && entry->second != tap) hang_up(tap);
  Session* const session = machine_.asking(reply);
  if (session == nullptr) {
    close_if_idle(entry->second);
    return machine_.answer(reply, "null");
  }
  const std::string refused = refusal(*session, wish);
  if (!refused.empty()) {
    close_if_idle(entry->second);
    return machine_.answer_error(reply, "GenericError", refused);
  }
  auto made = std::make_unique<Connection>();
  made->session = session;
  made->tap = entry->second;
  made->tag = machine_.host().new_tag();
  made->tail = tail_of(made->tag);
  made->where = std::move(wish.where);
  made->narrowed_by = std::move(wish.narrowed_by);
  Connection& connection = session->add(std::move(made));
  connection.tap->add(connection);
  const std::string tag = quote(connection.tag);
  machine_.held_by_observers(reply, [&](Observer& observer, Proceed proceed) {
    observer.connecting(*session, connection, std::move(proceed));
  });
  machine_.answer(reply, tag);
}

// The error of the limit that forbids one more connection; empty: none does.
std::string Switchboard::refusal(const Session& session, const Wish& wish) const {
  Limits& limits = machine_.host().limits();
  const std::size_t values =
      wish.where == nullptr ? 0 : session.where_values() + wish.where->combination_count();
  for (const auto& [limit, amount] :
       {std::pair{Limit::session_connections, session.connection_count() + 1},
        std::pair{Limit::account_connections, session.account().connections + 1},
        std::pair{Limit::where_values, values}}) {
    if (limits.allows(limit, amount)) continue;
    limits.reached(limit, session.log_name());
    return limits.error_text(limit);
  }
  return {};
}

bool Switchboard::disconnect(Session& session, std::string_view tag, std::string_view accessor,
                             std::string_view arguments) {
  Connection* const connection = session.tagged(tag);
  if (connection == nullptr) return false;
  if (!accessor.empty()) {
    if (connection->accessor() != accessor || connection->arguments() != arguments) return false;
  }
  detach(*connection);
  return true;
}

Connection* Switchboard::connect_default(Session& session, const std::string& accessor, bool now) {
  if (Connection* const present = session.default_of(accessor)) return present;
  const std::shared_ptr<Tap> tap = open_default(accessor);
  if (tap == nullptr) return nullptr;
  auto made = std::make_unique<Connection>();
  made->session = &session;
  made->tap = tap;
  made->tail = kDefaultTail;
  made->active = now;
  Connection& connection = session.add(std::move(made));
  tap->add(connection);
  if (now) start(connection);
  return &connection;
}

void Switchboard::start(Connection& connection) {
  ask_policy(connection);
  connection.active = true;
  connection.tap->started(connection);
  machine_.tell([&](Observer& each) { each.started(*connection.session, connection); });
}

void Switchboard::ask_policy(Connection& connection) {
  DeliveryPolicy* const policy = machine_.host().policy();
  connection.muted = policy != nullptr && policy->withholds(*connection.session, connection);
}

void Switchboard::disconnect_default(Session& session, std::string_view accessor) {
  if (Connection* const connection = session.default_of(accessor)) detach(*connection);
}

void Switchboard::keep(const std::string& accessor) {
  if (const std::shared_ptr<Tap> tap = open_default(accessor)) tap->keep();
}

void Switchboard::let_go(const std::string& accessor) {
  const std::shared_ptr<Tap> tap = find(accessor, kNoArguments);
  if (tap == nullptr) return;
  tap->let_go();
  close_if_idle(tap);
}

std::shared_ptr<Tap> Switchboard::open_default(const std::string& accessor) {
  if (std::shared_ptr<Tap> tap = find(accessor, kNoArguments)) return tap;
  const std::shared_ptr<const OfferedAccessor> offered = machine_.registry().accessor(accessor);
  if (offered == nullptr) return nullptr;
  const auto tap = std::make_shared<Tap>(machine_.fifo(), offered, kNoArguments);
  Error* error = nullptr;
  if (!tap->connect(&error)) {
    log_warning(machine_.name() + ": no default connection to " + accessor + ": " +
                error_description(error));
    error_free(error);
    return nullptr;
  }
  taps_.emplace(Key(accessor, kNoArguments), tap);
  return tap;
}

bool Switchboard::leave(Session& session, std::size_t count) {
  for (; count > 0; --count) {
    Connection* const last = session.last_connection();
    if (last == nullptr) break;
    detach(*last);
  }
  return session.connection_count() == 0;
}

// Forgets a connection that its client, or the client's end, has ended.
void Switchboard::detach(Connection& connection) {
  const std::shared_ptr<Tap> tap = connection.tap;
  if (connection.ended.empty()) tap->remove(connection);
  Session& session = *connection.session;
  machine_.tell([&](Observer& observer) { observer.disconnected(session, connection); });
  session.remove(connection);
  close_if_idle(tap);
}

void Switchboard::close_if_idle(const std::shared_ptr<Tap>& tap) {
  if (!tap->is_idle()) return;
  const auto entry = taps_.find({tap->accessor().name, tap->arguments()});
  if (entry == taps_.end() || entry->second != tap) return;
  const auto closed = taps_.extract(entry);  // `tap` may be the one in there
  hang_up(closed.mapped());
}

// Ends a tap that nobody can reach any more; the plugin's part in turn, as a call. What the plugin
// has emitted before is behind the tap already.
void Switchboard::hang_up(const std::shared_ptr<Tap>& tap) {
  if (!tap->is_connected()) return;
  leaving_.push_back(tap);
  if (leaving_.size() > 1) return;  // the call is on its way
  machine_.call(
      MachineThread::Place::loop, nullptr, [this] { hang_up_leaving(); },
      MachineThread::Order::any);
}

void Switchboard::hang_up_leaving() {
  for (const std::shared_ptr<Tap>& each : std::exchange(leaving_, {})) {
    each->disconnect();
  }
}

void Switchboard::ended(const std::shared_ptr<Tap>& tap, const std::string& reason) {
  const auto entry = taps_.find({tap->accessor().name, tap->arguments()});
  if (entry == taps_.end() || entry->second != tap) return;  // was closed meanwhile
  taps_.erase(entry);
  for (Connection* const connection : tap->connections()) {
    tap->remove(*connection);
    connection->ended = reason;
    if (connection->is_default()) {
      detach(*connection);
    } else if (connection->active) {
      announce_end(*connection);
    }  // else the reply that would have started it says so
  }
  hang_up(tap);
}

void Switchboard::announce_end(Connection& connection) {
  std::string text;
  signalbox_emission now = machine_.new_emission(0);
  append_event_head(text, "SIGNAL_DISCONNECTED", now.seconds, now.microseconds,
                    "{\"reason\": " + quote(connection.ended) + "}");
  connection.session->send(text + connection.tail);
  detach(connection);
}

void Switchboard::end_explicit(const std::string& reason) {
  for (const auto& [key, tap] : std::map(taps_)) {
    for (Connection* const connection : tap->connections()) {
      if (connection->is_default()) continue;
      tap->remove(*connection);
      connection->ended = reason;
      if (connection->active) announce_end(*connection);
    }
  }
}

void Switchboard::notify(Session& session, std::string_view accessor, const std::string& data) {
  std::string text;
  for (Connection* const each : session.connections()) {
    if (each->accessor() != accessor || !each->active) continue;
    if (text.empty()) {
      const signalbox_emission now = machine_.new_emission(0);
      append_event_head(text, each->event(), now.seconds, now.microseconds, data);
    }
    ++each->sent;
    session.send(text + each->tail);
  }
}

void Switchboard::announce(const PluginInstance& owner, const std::string& event,
                           const std::string& data) {
  std::string text;
  const signalbox_emission now = machine_.new_emission(0);
  append_event_head(text, event, now.seconds, now.microseconds, data);
  for (const auto& [key, tap] : taps_) {
    const PluginInstance* const its = tap->accessor().owner;
    if (its == nullptr) continue;  // the host's own events do not come from a plugin
    if (its != &owner && !machine_.listenings().listens(*its, owner)) continue;
    for (Connection* const connection : tap->connections()) {
      if (connection->is_default() || !connection->active) continue;
      connection->session->send(text + connection->tail);
    }
  }
}

void Switchboard::end_accessor(const OfferedAccessor& accessor, const std::string& reason) {
  hang_up_leaving();
  for (const auto& [key, tap] : std::map(taps_)) {
    if (&tap->accessor() == &accessor) ended(tap, reason);
  }
}

void Switchboard::end_all(const PluginInstance& owner, const std::string& reason) {
  hang_up_leaving();
  for (const auto& [key, tap] : std::map(taps_)) {  // the plugin may remove an accessor in it
    if (tap->accessor().owner != &owner || !tap->is_connected()) continue;
    tap->disconnect();
    // Behind what it still emitted.
    FifoItem item;
    item.kind = FifoItem::Kind::ended;
    item.tap = tap;
    item.reason = reason;
    machine_.fifo().put(std::move(item));
  }
}

std::vector<Switchboard::Move> Switchboard::prepare_moves(const PluginInstance& owner,
                                                          const Registry& next) {
  std::vector<Move> moves;
  for (const auto& [key, tap] : std::map(taps_)) {
    if (tap->accessor().owner != &owner || !tap->is_connected()) continue;
    const std::shared_ptr<const OfferedAccessor> accessor = next.accessor(key.first);
    if (accessor == nullptr || !tell_same_event(*accessor, tap->accessor())) continue;
    const auto to = std::make_shared<Tap>(machine_.fifo(), accessor, tap->arguments());
    to->hold();
    Error* error = nullptr;
    if (to->connect(&error)) {
      moves.push_back({tap, to});
      continue;
    }
    log_warning(machine_.name() + ": the new version of plugin '" + owner.name() +
                "' does not take over " + key.first + ' ' + key.second + ": " +
                error_description(error));
    error_free(error);
  }
  return moves;
}

void Switchboard::cancel(const std::vector<Move>& moves) {
  for (const Move& each : moves) each.to->disconnect();
}

void Switchboard::silence(const std::vector<Move>& moves) {
  for (const Move& each : moves) each.from->disconnect();
}

void Switchboard::complete(const std::vector<Move>& moves) {
  for (const Move& each : moves) {
    // The signal may have ended, or its last client left, while the FIFO was drained.
    const auto entry = taps_.find({each.from->accessor().name, each.from->arguments()});
    if (entry == taps_.end() || entry->second != each.from) {
      each.to->disconnect();
      continue;
    }
    each.from->move_connections(each.to);
    entry->second = each.to;
  }
}

}  // namespace signalbox
