// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/registry.hpp"

namespace signalbox {

// Returns whether a client of one accessor may go on as a client of another of the same name, which
// a new version of the plugin offers: its events have the same name, and the same part in default
// connections.
inline bool tell_same_event(const OfferedAccessor& one, const OfferedAccessor& other) {
  return one.event == other.event && one.is_legacy() == other.is_legacy();
}

}  // namespace signalbox
