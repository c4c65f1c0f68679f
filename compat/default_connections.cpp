// SPDX-License-Identifier: Apache-2.0
#include "compat/default_connections.hpp"

#include <utility>

#include "compat/stages.hpp"
#include "host/connection.hpp"
#include "host/machine.hpp"
#include "host/registry.hpp"
#include "host/session.hpp"
#include "host/switchboard.hpp"

namespace signalbox {
namespace {

// The legacy accessors of a machine, found by wire name. Null: there is none.
const OfferedAccessor* legacy_accessor(const Machine& machine, std::string_view event) {
  for (const auto& [name, accessor] : machine.registry().accessors()) {
    if (accessor->is_legacy() && accessor->event == event) return accessor.get();
  }
  return nullptr;
}

std::string first_without_default(const Machine& machine,
                                  const DefaultConnections::Events& events) {
  for (const std::string& event : events) {
    if (legacy_accessor(machine, event) == nullptr) return event;
  }
  return {};
}

DefaultConnections::Events all_legacy_events(const Machine& machine) {
  DefaultConnections::Events events;
  for (const auto& [name, accessor] : machine.registry().accessors()) {
    if (accessor->is_legacy()) events.push_back(accessor->event);
  }
  return events;
}

}  // namespace

bool OptOut::covers(std::string_view event) const {
  if (is_asked_back(event)) return false;
  return all || events.contains(event);
}

bool OptOut::is_asked_back(std::string_view event) const {
  return all_back || asked_back.contains(event);
}

const OptOut& DefaultConnections::opted_out(const Session& session) const {
  return opted_out_.at(session.id());
}

std::string DefaultConnections::opt_out(const Session& session,
                                        const std::optional<Events>& events) {
  OptOut& mine = opted_out_.at(session.id());
  std::string unknown = first_without_default(session.machine(), events.value_or(Events{}));
  if (!unknown.empty()) return unknown;
  if (!events) mine.all = true;
  if (events) mine.events.insert(events->begin(), events->end());
  return {};
}

void DefaultConnections::follow(Stages& stages) {
  stages_ = &stages;
  stages.when_changed([this](const ItemName& item) {
    if (item.kind == ItemKind::default_connection) changed(item.name);
  });
}

bool DefaultConnections::is_hidden(const Session& session, const std::string& event) const {
  return stages_ != nullptr &&
         stages_->of({ItemKind::default_connection, event}, session) >= Stage::hidden;
}

bool DefaultConnections::is_removed(const Session& session, const std::string& event) const {
  return stages_ != nullptr &&
         stages_->of({ItemKind::default_connection, event}, session) == Stage::removed;
}

bool DefaultConnections::lacks(const Session& session, const std::string& event) const {
  const OptOut& mine = opted_out_.at(session.id());
  if (is_removed(session, event)) return true;
  return mine.covers(event) || (is_hidden(session, event) && !mine.is_asked_back(event));
}

std::string DefaultConnections::ask_back(Session& session, const std::optional<Events>& events,
                                         ReplyId reply) {
  Machine& machine = session.machine();
  std::string unknown = first_without_default(machine, events.value_or(Events{}));
  if (!unknown.empty()) return unknown;
  for (const std::string& event : events.value_or(Events{})) {
    if (is_hidden(session, event)) {
      stages_->demanded(session, {ItemKind::default_connection, event});
    }
    if (is_removed(session, event)) return event;
  }

  OptOut& mine = opted_out_.at(session.id());
  std::vector<std::string> lacking;
  for (const std::string& event : events ? *events : all_legacy_events(machine)) {
    if (lacks(session, event) && !is_removed(session, event)) lacking.push_back(event);
  }
  mine.asked_back.insert(lacking.begin(), lacking.end());
  mine.all_back = mine.all_back || !events;
  for (const std::string& event : lacking) {
    Connection* const made = machine.switchboard().connect_default(
        session, legacy_accessor(machine, event)->name, /*now=*/false);
    if (made == nullptr) continue;
    machine.held_by_observers(reply, [&](Observer& observer, Proceed proceed) {
      observer.connecting(session, *made, std::move(proceed));
    });
  }
  return {};
}

void DefaultConnections::machine_started(Machine& machine) {
  machines_.started(machine);
}

// negotiating() has made what there was then. Its answer may be held, so that the session is in
// negotiation mode for a while yet.
bool DefaultConnections::has_agreed(const Session& session) const {
  return opted_out_.at(session.id()).is_final;
}

// Sessions that have not agreed yet get theirs when they do.
void DefaultConnections::accessor_added(Machine& machine, const OfferedAccessor& accessor) {
  if (!accessor.is_legacy()) return;
  for (const auto& [id, session] : machine.sessions()) {
    if (has_agreed(*session) && !lacks(*session, accessor.event)) connect(*session, accessor);
  }
}

// In a turn of the machine's: at once, or from the held answer to qmp_capabilities on.
void DefaultConnections::connect(Session& session, const OfferedAccessor& accessor) const {
  Machine& machine = session.machine();
  if (session.default_of(accessor.name) != nullptr) return;
  const bool now = session.mode() == Session::Mode::command;
  Connection* const made = machine.switchboard().connect_default(session, accessor.name, now);
  if (made == nullptr) return;
  machine.tell([&session, made](Observer& each) { each.connecting(session, *made, [] {}); });
}

// The event is hidden from somebody now, or no longer.
void DefaultConnections::changed(const std::string& event) {
  machines_.for_each([&](Machine& machine) {
    machine.call(MachineThread::Place::loop, nullptr, [this, &machine, event] {
      const OfferedAccessor* const accessor = legacy_accessor(machine, event);
      if (accessor == nullptr) return;
      for (const auto& [id, session] : machine.sessions()) {
        if (has_agreed(*session)) update(*session, *accessor);
      }
    });
  });
}

void DefaultConnections::update(Session& session, const OfferedAccessor& accessor) {
  if (!lacks(session, accessor.event)) return connect(session, accessor);
  session.machine().switchboard().disconnect_default(session, accessor.name);
}

void DefaultConnections::session_opened(Session& session) {
  opted_out_[session.id()];
}

void DefaultConnections::negotiating(Session& session, bool signals, Proceed proceed) {
  OptOut& mine = opted_out_.at(session.id());
  mine.all = mine.all || signals;
  mine.is_final = true;
  Machine& machine = session.machine();
  for (const std::string& event : all_legacy_events(machine)) {
    if (lacks(session, event)) continue;
    machine.switchboard().connect_default(session, legacy_accessor(machine, event)->name,
                                          /*now=*/false);
  }
  proceed();
}

void DefaultConnections::session_closed(Session& session, std::string_view /*reason*/) {
  opted_out_.erase(session.id());
}

}  // namespace signalbox
