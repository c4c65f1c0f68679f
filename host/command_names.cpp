// SPDX-License-Identifier: Apache-2.0
#include "host/command_names.hpp"

#include <algorithm>

#include "host/config.hpp"
#include "host/machine.hpp"
#include "host/observer_commands.hpp"
#include "host/plugin_instance.hpp"
#include "host/session.hpp"
#include "wire/print.hpp"

namespace signalbox {

namespace {

bool is_offered(const Session& session, const OfferedCommand& command) {
  const unsigned wanted = session.machine().is_admin() ? kAdmin : kMachine;
  if ((command.scope & wanted) == 0) return false;
  return session.listener().role == Role::full || is_for_observers(&command, command.scope);
}

}  // namespace

bool is_query(std::string_view command) {
  constexpr std::string_view kOurs = "__org.signalbox_";
  if (command.starts_with(kOurs)) command.remove_prefix(kOurs.size());
  return command.starts_with("query-");
}

std::vector<std::string> command_names(const Session& session) {
  const Machine& machine = session.machine();
  std::vector<std::string> names;
  for (const auto& [name, command] : machine.registry().commands()) {
    if (is_offered(session, command)) names.push_back(name);
  }
  for (const auto& [name, accessor] : machine.registry().accessors()) {
    names.push_back(name + "-connect");
    names.push_back(name + "-disconnect");
  }
  if (!machine.rest()) return names;
  const signalbox_context& context = machine.rest().owner->context();
  if (session.listener().role == Role::full) {
    std::erase_if(names, [&](const std::string& name) {
      return machine.rest().calls->has(&context, name.c_str());
    });
    return names;
  }
  for (const std::string_view each : harmless_commands()) {
    const std::string name(each);
    if (!machine.rest().calls->has(&context, name.c_str())) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string additions(const Session& session, const std::string& command) {
  std::string text;
  if (command == "query-qmp-schema") {
    const Rest& rest = session.machine().rest();
    return session.machine().introspection().text_of_additions([&rest](const std::string& name) {
      return rest.calls->has(&rest.owner->context(), name.c_str());
    });
  }
  if (command != "query-commands") return text;
  for (const std::string& name : command_names(session)) {
    if (!text.empty()) text += ", ";
    text += "{\"name\": " + quote(name) + "}";
  }
  return text;
}

}  // namespace signalbox
