// SPDX-License-Identifier: Apache-2.0
#include "compat/notices.hpp"

#include <chrono>

#include "compat/books.hpp"
#include "compat/stages.hpp"
#include "compat/visitors.hpp"
#include "host/connection.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/registry.hpp"
#include "host/session.hpp"
#include "host/switchboard.hpp"
#include "host/tap.hpp"
#include "wire/print.hpp"

namespace signalbox {
namespace {

constexpr std::string_view kAccessor = "compat-notice-event";
constexpr std::int64_t kSecondsPerDay = 86'400;

// A client that stays for days is named again each day, some time in this.
constexpr std::chrono::minutes kTellAgain{30};

}  // namespace

Notices::Notices(Loop& loop, const Books& books, const Visitors& visitors, Stages& stages)
    : loop_(loop), books_(books), visitors_(visitors), stages_(stages) {
  stages.when_changed([this](const ItemName& item) { changed(item); });
  again_.emplace(loop_, kTellAgain, [this] { tell_again(); });
}

CompatNoticeEvent& Notices::event(const Machine& machine) {
  return events_[machine.name()];
}

void Notices::machine_started(Machine& machine) {
  machines_.started(machine);
}

void Notices::machine_ended(Machine& machine) {
  if (!machine.is_admin()) events_.erase(machine.name());
}

std::optional<ItemName> Notices::item_of(const Connection& connection) {
  if (!connection.tap->accessor().is_legacy()) return std::nullopt;
  return ItemName{connection.is_default() ? ItemKind::default_connection : ItemKind::event,
                  connection.event()};
}

void Notices::started(Session& session, Connection& connection) {
  if (session.machine().is_admin()) return;
  if (connection.accessor() != kAccessor) return warn(session, connection);
  for (const Connection* const each : session.connections()) notify(session, *each);
}

void Notices::changed(const ItemName& item) {
  machines_.for_each([&](Machine& machine) {
    for (const auto& [id, session] : machine.sessions()) {
      for (const Connection* const each : session->connections()) {
        if (!each->active || item_of(*each) != item) continue;
        warn(*session, *each);
        notify(*session, *each);
      }
    }
  });
}

void Notices::tell_again() {
  again_.emplace(loop_, kTellAgain, [this] { tell_again(); });
  machines_.for_each([this](Machine& machine) {
    for (const auto& [id, session] : machine.sessions()) {
      for (const Connection* const each : session->connections()) {
        if (each->active) warn(*session, *each);
      }
    }
  });
}

void Notices::warn(Session& session, const Connection& connection) {
  const std::optional<ItemName> item = item_of(connection);
  if (!item || stages_.of(*item, session) < Stage::warned) return;
  const Visitor& visitor = visitors_.of(session);
  const std::int64_t today = books_.now() / kSecondsPerDay;
  std::int64_t& last = warned_[{visitor.fingerprint, *item}];
  if (last == today) return;
  last = today;
  const std::string& successor = connection.tap->accessor().successor;
  log_of_client(LogLevel::warning, session.log_name(),
                session.machine().name() + ": client '" + visitor.client.name() +
                    (item->kind == ItemKind::event ? "' is connected to " : "' still gets ") +
                    item->name + ", which is to be removed" +
                    (successor.empty() ? "" : "; it can use " + successor));
}

void Notices::notify(Session& session, const Connection& connection) const {
  const std::optional<ItemName> item = item_of(connection);
  if (!item) return;
  const Stage stage = stages_.of(*item, session);
  if (stage < Stage::warned) return;
  const std::string& successor = connection.tap->accessor().successor;
  session.machine().switchboard().notify(
      session, kAccessor,
      "{\"event\": " + quote(item->name) + ", \"item\": " + quote(word(item->kind)) +
          ", \"stage\": " + quote(word(stage)) +
          (successor.empty() ? "" : ", \"successor\": " + quote(successor)) + "}");
}

}  // namespace signalbox
