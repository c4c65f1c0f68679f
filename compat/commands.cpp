// SPDX-License-Identifier: Apache-2.0
#include "compat/commands.hpp"

#include <cassert>
#include <optional>
#include <string>
#include <utility>

#include "compat/client_infos.hpp"
#include "compat/compatibility.hpp"
#include "compat/default_connections.hpp"
#include "compat/find_observer.hpp"
#include "compat/qmp_commands.h"
#include "compat/qmp_register.h"
#include "host/call.hpp"
#include "host/host.hpp"
#include "host/own_commands.hpp"
#include "host/session.hpp"

using namespace signalbox;

namespace {

template <typename T>
T& observer_of(const Host& host) {
  T* const found = find_observer<T>(host);
  assert(found != nullptr);
  return *found;
}

// An absent list is not an empty one.
std::optional<std::vector<std::string>> texts(bool has, const strList* list) {
  if (!has) return std::nullopt;
  std::vector<std::string> texts;
  for (; list != nullptr; list = list->next) texts.emplace_back(list->value);
  return texts;
}

std::string text(const char* optional) {
  return optional == nullptr ? "" : optional;
}

// Of an event in `interest`, in bytes. The ledger keeps the first 55 (SlotOwner::event).
constexpr std::size_t kMaxEventName = 64;

// The error for what a client says of itself; empty: it may say so.
std::string refusal_of(const ClientInfo& info, const Call& call) {
  Limits& limits = call.host.limits();
  const std::string who = call.session.log_name();
  const std::pair<Limit, std::size_t> sizes[] = {
      {Limit::client_name, info.name.size()},
      {Limit::client_version, info.version.size()},
      {Limit::client_contact, info.contact.size()},
      {Limit::client_interest, info.interest ? info.interest->size() : 0}};
  for (const auto& [limit, size] : sizes) {
    std::string refused = limits.refusal(limit, size, who);
    if (!refused.empty()) return refused;
  }
  for (const std::string& event : info.interest.value_or(std::vector<std::string>())) {
    if (event.size() > kMaxEventName) {
      return "Parameter 'interest' has a name of " + std::to_string(event.size()) +
             " bytes; an event's has at most " + std::to_string(kMaxEventName);
    }
  }
  return {};
}

void refuse(const std::string& event, Error** errp) {
  error_set(errp, "GenericError", "Event '%s' has no default connection", event.c_str());
}

}  // namespace

void qmp_disconnect_default_signals(bool has_events, const strList* events, Error** errp) {
  const Call& call = this_call();
  auto& defaults = observer_of<DefaultConnections>(call.host);
  const std::string unknown = defaults.opt_out(call.session, texts(has_events, events));
  if (!unknown.empty()) refuse(unknown, errp);
}

void qmp_connect_default_signals(bool has_events, const strList* events, Error** errp) {
  const Call& call = this_call();
  auto& defaults = observer_of<DefaultConnections>(call.host);
  if (auto* const compatibility = find_observer<Compatibility>(call.host)) {
    compatibility->asked_back(call.session, texts(has_events, events));
  }
  const std::string unknown =
      defaults.ask_back(call.session, texts(has_events, events), call.reply);
  if (!unknown.empty()) refuse(unknown, errp);
}

void qmp_client_info(const char* name, const char* version, const char* contact, bool has_interest,
                     const strList* interest, Error** errp) {
  const Call& call = this_call();
  ClientInfo info{name, text(version), text(contact), texts(has_interest, interest)};
  const std::string refused = refusal_of(info, call);
  if (!refused.empty()) return error_set(errp, "GenericError", "%s", refused.c_str());
  observer_of<ClientInfos>(call.host).declare(call.session, std::move(info));
}

namespace signalbox {

void add_compat_commands(OwnCommands& commands) {
  commands.add("compat", compat_register, compat_schema,
               {{"disconnect-default-signals", kNegotiation | kObserver},
                {"connect-default-signals", kCommand | kObserver},
                {"client-info", kNegotiation | kObserver},
                {"mute-event", kAdmin},
                {"delay-client", kAdmin},
                {"end-experiment", kAdmin},
                {"query-experiments", kAdmin},
                {"set-stage", kAdmin},
                {"query-stages", kAdmin},
                {"plan-brownout", kAdmin},
                {"cancel-brownout", kAdmin},
                {"query-brownouts", kAdmin},
                {"query-compat-self", kCommand | kObserver}});
}

}  // namespace signalbox
