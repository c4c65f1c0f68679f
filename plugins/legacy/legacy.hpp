// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "plugins/legacy/virtual_machine.hpp"
#include "plugins/legacy/watchdog.hpp"
#include "signalbox/plugin.h"
#include "signalbox/self.h"

// What one machine has of this plugin.
struct Legacy {
  Legacy(const signalbox_host& its_host, RunState state, WatchdogAction watchdog_action);

  const signalbox_host& host;
  std::string name;  // empty: it has none
  VirtualMachine machine;
  Watchdog watchdog;
  std::optional<std::chrono::milliseconds> watchdog_to_arm;  // taken over, not yet running

  // Of the machine that the running command or accessor is for.
  static Legacy& self() { return *static_cast<Legacy*>(signalbox_self()); }
};
