// SPDX-License-Identifier: Apache-2.0
#include "bench/pulse/channels.hpp"

Channels::~Channels() {
  for (auto& [name, event] : by_name_) pulse_event_close(&event);
  pulse_event_close(&all_);
  rtc_change_event_close(&legacy_);
}
