// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/legacy.hpp"

namespace {

bool stands(void* opaque) {
  return static_cast<Legacy*>(opaque)->machine.state() != RS_RUNNING;
}

void expire(void* opaque) {
  Legacy& legacy = *static_cast<Legacy*>(opaque);
  const WatchdogAction action = legacy.watchdog.action();
  legacy.machine.expire_watchdog(action);
  if (action == WA_DEBUG) {
    legacy.host.log(legacy.host.self, SIGNALBOX_LOG_WARNING, "watchdog: timer fired");
  }
  if (action == WA_SHUTDOWN || action == WA_POWEROFF) legacy.host.end_machine(legacy.host.self);
}

}  // namespace

Legacy::Legacy(const signalbox_host& its_host, RunState state, WatchdogAction watchdog_action)
    : host(its_host),
      machine(state),
      watchdog(host, {.standing = stands, .expire = expire, .opaque = this}, watchdog_action) {}
