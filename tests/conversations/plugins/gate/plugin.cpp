// SPDX-License-Identifier: Apache-2.0
#include "signalbox/plugin.h"

#include <condition_variable>
#include <mutex>

#include "gate/qmp_commands.h"
#include "gate/qmp_register.h"
#include "signalbox/self.h"

namespace {

struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  int open = 0;  // how many may still pass; guarded by mutex
};

Gate& self() {
  return *static_cast<Gate*>(signalbox_self());
}

void* create(const signalbox_host* host, const char* /*saved*/, Error** errp) {
  return gate_register(host, errp) ? new Gate : nullptr;
}

void destroy(void* instance) {
  delete static_cast<Gate*>(instance);
}

}  // namespace

void qmp_gate_wait(Error** /*errp*/) {
  Gate& gate = self();
  std::unique_lock lock(gate.mutex);
  gate.opened.wait(lock, [&gate] { return gate.open > 0; });
  --gate.open;
}

void qmp_gate_open(Error** /*errp*/) {
  Gate& gate = self();
  {
    const std::lock_guard lock(gate.mutex);
    ++gate.open;
  }
  gate.opened.notify_one();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "gate",
    .version = "1.0",
    .schema = &gate_schema,
    .create = create,
    .save = nullptr,
    .activate = nullptr,
    .destroy = destroy,
    .check = nullptr,
};
