// SPDX-License-Identifier: Apache-2.0
//
// Connecting to signals by the general commands, and asking about them; prototypes come from
// qmp-schema.json.

#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "host/call.hpp"
#include "host/connect_request.hpp"
#include "host/connection.hpp"
#include "host/machine.hpp"
#include "host/plugin_instance.hpp"
#include "host/qmp_commands.h"
#include "host/session.hpp"
#include "wire/value.hpp"

using namespace signalbox;

namespace {

template <typename T>
T* made() {
  return static_cast<T*>(std::calloc(1, sizeof(T)));
}

char* copy(const std::string& text) {
  return ::strdup(text.c_str());
}

// Appends a new element to a list of structures; `last` is where the next one goes.
template <typename List>
auto* append(List**& last) {
  *last = made<List>();
  (*last)->value = made<std::remove_pointer_t<decltype((*last)->value)>>();
  auto* const value = (*last)->value;
  last = &(*last)->next;
  return value;
}

SignalArgumentList* describe(const std::vector<Introspection::Member>& members) {
  SignalArgumentList* first = nullptr;
  SignalArgumentList** last = &first;
  for (const Introspection::Member& each : members) {
    SignalArgument* const argument = append(last);
    argument->name = copy(each.name);
    argument->type = copy(each.type);
    argument->optional = each.optional;
  }
  return first;
}

// What NAME-connect takes.
std::vector<Introspection::Member> arguments_of(const OfferedAccessor& accessor,
                                                const Introspection& introspection) {
  if (!accessor.is_by_data()) return introspection.arguments_of(accessor.name + "-connect");
  std::vector<Introspection::Member> members = introspection.arguments_of(accessor.event);
  std::erase_if(members,
                [](const auto& each) { return each.type == "object" || each.type == "array"; });
  for (Introspection::Member& each : members) each.optional = true;
  return members;
}

}  // namespace

char* qmp_signal_connect(const char* signal, const char* arguments, const char* where,
                         Error** errp) {
  Call& call = this_call();
  const auto accessor = call.machine.registry().accessor(signal);
  if (accessor == nullptr) {
    error_set(errp, "CommandNotFound", "The command %s-connect has not been found", signal);
    return nullptr;
  }
  if (arguments != nullptr && !to_value(arguments).is_object()) {
    error_set(errp, "GenericError", "Invalid parameter type for 'arguments', expected: object");
    return nullptr;
  }
  const char* const narrowed = arguments == nullptr ? "{}" : arguments;
  WhereRequest asked =
      read_where(accessor->is_by_data() ? narrowed : "{}", where == nullptr ? "{}" : where,
                 accessor->event, call.machine.introspection());
  if (!asked.error.empty()) {
    error_set(errp, "GenericError", "%s", asked.error.c_str());
    return nullptr;
  }
  call.answers_itself = true;
  call.machine.switchboard().connect({accessor, canonical(narrowed), std::move(asked.where)},
                                     call.reply);
  return copy("");
}

void qmp_signal_disconnect(const char* tag, Error** errp) {
  Call& call = this_call();
  if (call.machine.switchboard().disconnect(call.session, tag, "", "")) return;
  error_set(errp, "GenericError", "Tag '%s' is not connected", tag);
}

SignalInfoList* qmp_query_signals(Error** /*errp*/) {
  Machine& machine = this_call().machine;
  SignalInfoList* first = nullptr;
  SignalInfoList** last = &first;
  for (const auto& [name, accessor] : machine.registry().accessors()) {
    SignalInfo* const info = append(last);
    info->name = copy(name);
    info->event = copy(accessor->event);
    info->plugin = copy(accessor->owner == nullptr ? "host" : accessor->owner->name());
    info->legacy = accessor->is_legacy();
    info->deprecated = (accessor->flags & SIGNALBOX_DEPRECATED) != 0 ||
                       machine.introspection().is_deprecated(accessor->event);
    info->arguments = describe(arguments_of(*accessor, machine.introspection()));
    info->data = describe(machine.introspection().arguments_of(accessor->event));
    if (!accessor->successor.empty()) info->successor = copy(accessor->successor);
  }
  return first;
}

ConnectionsInfo* qmp_query_connections(Error** /*errp*/) {
  auto* const info = made<ConnectionsInfo>();
  ConnectionInfoList** last = &info->connections;
  strList** last_default = &info->defaults;
  for (const Connection* const each : this_call().session.connections()) {
    if (each->is_default()) {
      *last_default = made<strList>();
      (*last_default)->value = copy(each->event());
      last_default = &(*last_default)->next;
      continue;
    }
    ConnectionInfo* const connection = append(last);
    connection->tag = copy(each->tag);
    connection->signal = copy(each->accessor());
    connection->arguments = copy(each->arguments());
    if (each->where != nullptr && !each->where->text().empty()) {
      connection->where = copy(each->where->text());
    }
    connection->delivered = each->sent;
  }
  return info;
}

PluginInfoList* qmp_query_plugins(Error** /*errp*/) {
  PluginInfoList* first = nullptr;
  PluginInfoList** last = &first;
  for (const auto& each : this_call().machine.plugins()) {
    PluginInfo* const info = append(last);
    info->name = copy(each->name());
    info->version = copy(each->entry().version);
    info->file = copy(each->file().origin().string());
  }
  return first;
}
