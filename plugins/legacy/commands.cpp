// SPDX-License-Identifier: Apache-2.0
#include "legacy/qmp_commands.h"  // generated

#include <cstdlib>
#include <cstring>

#include "plugins/legacy/legacy.hpp"

namespace {

// Past this a watchdog is no watchdog, and below a timer has nothing to count.
constexpr double longest_watchdog_seconds = 366.0 * 24 * 3600;
constexpr double shortest_watchdog_seconds = 0.001;

VirtualMachine& machine() {
  return Legacy::self().machine;
}

}  // namespace

StatusInfo* qmp_query_status(Error**) {
  auto* info = static_cast<StatusInfo*>(std::calloc(1, sizeof(StatusInfo)));
  info->status = machine().state();
  info->running = info->status == RS_RUNNING;
  return info;
}

NameInfo* qmp_query_name(Error**) {
  auto* info = static_cast<NameInfo*>(std::calloc(1, sizeof(NameInfo)));
  const std::string& name = Legacy::self().name;
  if (!name.empty()) info->name = strdup(name.c_str());
  return info;
}

void qmp_stop(Error**) {
  machine().stop(RS_PAUSED);
}

void qmp_cont(Error**) {
  machine().resume();
}

void qmp_system_reset(Error**) {
  Legacy::self().watchdog.disarm();
  machine().reset();
}

void qmp_system_powerdown(Error**) {
  machine().power_down();
}

void qmp_quit(Error**) {
  machine().shut_down();
  const signalbox_host& host = Legacy::self().host;
  host.end_machine(host.self);
}

void qmp_migrate_pause(Error** errp) {
  error_set(errp, "GenericError",
            "migrate-pause is currently only supported during postcopy-active state");
}

void qmp_rtc_set(std::int64_t offset, Error**) {
  machine().set_clock(offset);
}

void qmp_watchdog_set_action(WatchdogAction action, Error**) {
  Legacy::self().watchdog.set_action(action);
}

void qmp_watchdog_arm(double seconds, Error** errp) {
  if (!(seconds >= shortest_watchdog_seconds && seconds <= longest_watchdog_seconds)) {
    error_set(errp, "GenericError", "Parameter 'seconds' expects a time from %g to %g",
              shortest_watchdog_seconds, longest_watchdog_seconds);
    return;
  }
  Legacy::self().watchdog.arm(watchdog_period(seconds));
}

void qmp_watchdog_kick(Error** errp) {
  Watchdog& watchdog = Legacy::self().watchdog;
  const auto period = watchdog.period();
  if (period) return watchdog.arm(*period);
  error_set(errp, "DeviceNotActive", "The watchdog is not armed");
}

void qmp_watchdog_disarm(Error**) {
  Legacy::self().watchdog.disarm();
}
