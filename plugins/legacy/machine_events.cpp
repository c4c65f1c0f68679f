// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/machine_events.hpp"

MachineEvents::~MachineEvents() {
  shutdown_event_close(&shutdown);
  reset_event_close(&reset);
  powerdown_event_close(&powerdown);
  stop_event_close(&stop);
  resume_event_close(&resume);
  vnc_connected_event_close(&vnc_connected);
  vnc_initialized_event_close(&vnc_initialized);
  vnc_disconnected_event_close(&vnc_disconnected);
  block_io_event_close(&block_io);
  rtc_change_event_close(&rtc_change);
  watchdog_event_close(&watchdog);
  spice_connected_event_close(&spice_connected);
  spice_initialized_event_close(&spice_initialized);
  spice_disconnected_event_close(&spice_disconnected);
}
