// SPDX-License-Identifier: Apache-2.0
//
// The commands of the admin listener; prototypes come from qmp-schema.json.

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "host/call.hpp"
#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/later_reply.hpp"
#include "host/machine.hpp"
#include "host/machine_named.hpp"
#include "host/peer_name.hpp"
#include "host/plugin_file.hpp"
#include "host/plugin_instance.hpp"
#include "host/plugin_refused.hpp"
#include "host/plugin_search.hpp"
#include "host/qmp_commands.h"
#include "host/session.hpp"

using namespace signalbox;

namespace {

ClientInfo* describe(const Session& session) {
  auto* const info = static_cast<ClientInfo*>(std::calloc(1, sizeof(ClientInfo)));
  info->machine = ::strdup(session.machine().name().c_str());
  info->session = session.id();
  info->listener = ::strdup(session.listener().address.c_str());
  info->negotiated = session.mode() == Session::Mode::command;
  for (const Connection* const each : session.connections()) {
    ++(each->is_default() ? info->defaults : info->connections);
  }
  info->backlog = session.backlog();
  if (const std::optional<ucred> peer = peer_credentials(session.fd())) {
    info->has_pid = info->has_uid = true;
    info->pid = peer->pid;
    info->uid = peer->uid;
  }
  return info;
}

// The accessor behind an event's wire name: the one without arguments where there are several.
std::shared_ptr<const OfferedAccessor> accessor_of(const Machine& machine, const std::string& event,
                                                   bool has_arguments) {
  std::shared_ptr<const OfferedAccessor> found;
  for (const auto& [name, accessor] : machine.registry().accessors()) {
    if (accessor->event != event) continue;
    const bool takes = !machine.introspection().arguments_of(name + "-connect").empty();
    if (found == nullptr || takes == has_arguments) found = accessor;
  }
  return found;
}

}  // namespace

ClientInfoList* qmp_query_clients(Error** /*errp*/) {
  ClientInfoList* first = nullptr;
  ClientInfoList** last = &first;
  for (const auto& machine : this_call().host.machines()) {
    for (const auto& [id, session] : machine->sessions()) {
      *last = static_cast<ClientInfoList*>(std::calloc(1, sizeof(ClientInfoList)));
      (*last)->value = describe(*session);
      last = &(*last)->next;
    }
  }
  return first;
}

void qmp_inject_event(const char* event, const char* data, const char* arguments,
                      const char* machine_name, Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr) return;
  const auto accessor = accessor_of(*machine, event, arguments != nullptr);
  if (accessor == nullptr) {
    error_set(errp, "GenericError", "Event '%s' is offered by no plugin of machine '%s'", event,
              machine->name().c_str());
    return;
  }
  if (accessor->owner == nullptr) {
    error_set(errp, "GenericError", "Event '%s' is the host's own and cannot be injected", event);
    return;
  }
  // In the turn of that machine's calls; the client waits for it.
  machine->call(MachineThread::Place::loop, accessor->owner,
                [machine, name = accessor->name, event = accessor->event,
                 data = std::string(data == nullptr ? "{}" : data),
                 arguments = std::string(arguments == nullptr ? "{}" : arguments),
                 reply = LaterReply(this_call())] {
                  const auto offered = machine->registry().accessor(name);
                  if (offered == nullptr) return reply.refuse("Event '" + event + "' has gone");
                  Error* error = nullptr;
                  offered->inject(arguments, data, &error);
                  error == nullptr ? reply.answer("{}") : reply.refuse(error);
                });
}

void qmp_plugin_load(const char* file, const char* machine_name, Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr) return;
  if (std::filesystem::path(file).has_parent_path()) {
    error_set(errp, "GenericError",
              "Parameter 'file' expects the bare name of a file in a plugin directory");
    return;
  }
  for (const std::filesystem::path& directory : machine->config().plugin_dirs) {
    const std::filesystem::path path = directory / file;
    std::error_code cannot_look;  // a name that no file can have, or a link to itself
    if (!std::filesystem::exists(path, cannot_look)) continue;
    machine->open_plugin(path, [machine, reply = LaterReply(this_call())](Machine::Opened opened) {
      try {
        if (opened.file == nullptr) throw PluginRefused(opened.why_not);
        machine->load(std::move(*opened.file));
        reply.answer("{}");
      } catch (const PluginRefused& refused) {
        reply.refuse(refused.what());
      }
    });
    return;
  }
  error_set(errp, "GenericError", "File '%s' not found in the plugin directories of machine '%s'",
            file, machine->name().c_str());
}

void qmp_plugin_unload(const char* plugin, const char* machine_name, Error** errp) {
  Machine* const machine = machine_named(this_call().host, machine_name, errp);
  if (machine == nullptr) return;
  if (machine->plugin(plugin) == nullptr) {
    error_set(errp, "GenericError", "Plugin '%s' is not loaded by machine '%s'", plugin,
              machine->name().c_str());
    return;
  }
  machine->call(MachineThread::Place::loop, nullptr,
                [machine, name = std::string(plugin), reply = LaterReply(this_call())] {
                  const auto answer = [reply] { reply.answer("{}"); };
                  PluginInstance* const loaded = machine->plugin(name);
                  if (loaded == nullptr) return answer();
                  machine->unload(*loaded, answer);
                });
}
