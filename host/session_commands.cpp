// SPDX-License-Identifier: Apache-2.0
//
// The commands that every QMP server has; prototypes come from qmp-schema.json.

#include <cstdlib>
#include <cstring>
#include <string>

#include "host/call.hpp"
#include "host/command_names.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/qmp_commands.h"
#include "host/session.hpp"
#include "host/version.hpp"

using namespace signalbox;

namespace {

template <typename T>
T* made() {
  return static_cast<T*>(std::calloc(1, sizeof(T)));
}

void append(CommandInfoList**& last, const std::string& name) {
  *last = made<CommandInfoList>();
  (*last)->value = made<CommandInfo>();
  (*last)->value->name = ::strdup(name.c_str());
  last = &(*last)->next;
}

}  // namespace

void qmp_qmp_capabilities(bool /*has_enable*/, const QMPCapabilityList* enable, Error** errp) {
  Call& call = this_call();
  if (call.session.mode() == Session::Mode::command) {
    error_set(errp, "CommandNotFound",
              "Capabilities negotiation is already complete, command ignored");
    return;
  }
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
  CommandInfoList* first = nullptr;
  CommandInfoList** last = &first;
  for (const std::string& name : command_names(this_call().session)) append(last, name);
  return first;
}

char* qmp_query_qmp_schema(Error** /*errp*/) {
  return ::strdup(this_call().machine.introspection().text().c_str());
}
