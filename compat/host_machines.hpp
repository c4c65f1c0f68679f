// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/host.hpp"
#include "host/machine.hpp"

namespace signalbox {

// The machines of the host that an observer belongs to, without their addresses: they come and go.
// Not to be asked once the host has gone. [loop]
class HostMachines {
 public:
  // Each machine that starts is told of.
  void started(const Machine& machine) { host_ = &machine.host(); }

  // Calls `visit` with each machine that serves; the admin endpoint is none.
  template <typename Visit>
  void for_each(Visit visit) const {
    if (host_ == nullptr) return;
    for (const auto& machine : host_->machines()) {
      if (!machine->is_admin() && !machine->is_ending()) visit(*machine);
    }
  }

 private:
  const Host* host_ = nullptr;  // null: no machine has started
};

}  // namespace signalbox
