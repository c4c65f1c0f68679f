// SPDX-License-Identifier: Apache-2.0
//
// The commands that every QMP server has; prototypes come from qmp-schema.json.

#include <cstdlib>
#include <cstring>
#include <string>

#include "host/call.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/observer_commands.hpp"
#include "host/qmp_commands.h"
#include "host/session.hpp"
#include "host/version.hpp"

using namespace signalbox;

namespace {

template <typename T>
T* made() {
  return static_cast<T*>(std::calloc(1, sizeof(T)));
}

// Whether the session that asks may use a command in command mode.
bool is_offered(const Session& session, const OfferedCommand& command) {
  const unsigned wanted = session.machine().is_admin() ? kAdmin : kMachine;
  if ((command.scope & wanted) == 0) return false;
  return session.listener().role == Role::full || is_for_observers(&command, command.scope);
}

void append(CommandInfoList**& last, const std::string& name) {
  *last = made<CommandInfoList>();
  (*last)->value = made<CommandInfo>();
  (*last)->value->name = ::strdup(name.c_str());
  last = &(*last)->next;
}

}  // namespace

void qmp_qmp_capabilities(bool /*has_enable*/, const QMPCapabilityList* enable, Error** /*errp*/) {
  Call& call = this_call();
  bool oob = false;
  bool signals = false;
  for (const QMPCapabilityList* each = enable; each != nullptr; each = each->next) {
    oob = oob || each->value == QMPC_OOB;
    signals = signals || each->value == QMPC_SIGNALS;
  }
  call.session.agree(oob);
  call.machine.held_by_observers(call.reply, [&](Observer& observer, Proceed proceed) {
    observer.negotiating(call.session, signals, std::move(proceed));
  });
}

VersionInfo* qmp_query_version(Error** /*errp*/) {
  auto* const version = made<VersionInfo>();
  version->qemu = made<VersionTriple>();
  version->qemu->major = kQemuMajor;
  version->qemu->minor = kQemuMinor;
  version->qemu->micro = kQemuMicro;
  version->package = ::strdup(package_version().c_str());
  return version;
}

CommandInfoList* qmp_query_commands(Error** /*errp*/) {
  const Call& call = this_call();
  CommandInfoList* first = nullptr;
  CommandInfoList** last = &first;
  for (const auto& [name, command] : call.machine.registry().commands()) {
    if (is_offered(call.session, command)) append(last, name);
  }
  for (const auto& [name, accessor] : call.machine.registry().accessors()) {
    append(last, name + "-connect");
    append(last, name + "-disconnect");
  }
  return first;
}

char* qmp_query_qmp_schema(Error** /*errp*/) {
  return ::strdup(this_call().machine.introspection().text().c_str());
}
