// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "legacy/qmp_events.h"  // generated

// The 14 events of one machine. They end with this struct.
struct MachineEvents {
  MachineEvents() = default;
  MachineEvents(const MachineEvents&) = delete;
  MachineEvents& operator=(const MachineEvents&) = delete;
  ~MachineEvents();

  ShutdownEvent shutdown{};
  ResetEvent reset{};
  PowerdownEvent powerdown{};
  StopEvent stop{};
  ResumeEvent resume{};
  VncConnectedEvent vnc_connected{};
  VncInitializedEvent vnc_initialized{};
  VncDisconnectedEvent vnc_disconnected{};
  BlockIOEvent block_io{};
  RtcChangeEvent rtc_change{};
  WatchdogEvent watchdog{};
  SpiceConnectedEvent spice_connected{};
  SpiceInitializedEvent spice_initialized{};
  SpiceDisconnectedEvent spice_disconnected{};
};
