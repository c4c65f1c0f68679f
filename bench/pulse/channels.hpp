// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "pulse/qmp_events.h"  // generated

// The events that streams are emitted on. They are made when they are first asked for, and stay.
// [machine thread]
class Channels {
 public:
  Channels() = default;
  Channels(const Channels&) = delete;
  Channels& operator=(const Channels&) = delete;
  ~Channels();

  PulseEvent& of(const std::string& channel) { return by_name_[channel]; }
  PulseEvent& all() { return all_; }
  RtcChangeEvent& legacy() { return legacy_; }

 private:
  std::map<std::string, PulseEvent> by_name_;
  PulseEvent all_{};
  RtcChangeEvent legacy_{};
};
