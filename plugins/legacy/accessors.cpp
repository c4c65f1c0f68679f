// SPDX-License-Identifier: Apache-2.0
#include "legacy/qmp_events.h"  // generated
#include "plugins/legacy/legacy.hpp"

namespace {

MachineEvents& events() {
  return Legacy::self().machine.events();
}

}  // namespace

ShutdownEvent* qmp_shutdown_event(Error**) {
  return &events().shutdown;
}
ResetEvent* qmp_reset_event(Error**) {
  return &events().reset;
}
PowerdownEvent* qmp_powerdown_event(Error**) {
  return &events().powerdown;
}
StopEvent* qmp_stop_event(Error**) {
  return &events().stop;
}
ResumeEvent* qmp_resume_event(Error**) {
  return &events().resume;
}
VncConnectedEvent* qmp_vnc_connected_event(Error**) {
  return &events().vnc_connected;
}
VncInitializedEvent* qmp_vnc_initialized_event(Error**) {
  return &events().vnc_initialized;
}
VncDisconnectedEvent* qmp_vnc_disconnected_event(Error**) {
  return &events().vnc_disconnected;
}
BlockIOEvent* qmp_block_io_event(Error**) {
  return &events().block_io;
}
RtcChangeEvent* qmp_rtc_change_event(Error**) {
  return &events().rtc_change;
}
WatchdogEvent* qmp_watchdog_event(Error**) {
  return &events().watchdog;
}
SpiceConnectedEvent* qmp_spice_connected_event(Error**) {
  return &events().spice_connected;
}
SpiceInitializedEvent* qmp_spice_initialized_event(Error**) {
  return &events().spice_initialized;
}
SpiceDisconnectedEvent* qmp_spice_disconnected_event(Error**) {
  return &events().spice_disconnected;
}
