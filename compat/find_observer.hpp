// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/host.hpp"
#include "host/observer.hpp"

namespace signalbox {

// The host's observer of a type; null: it has none. The prototypes that a schema gives have no
// room for a context, and there is no global state: the host knows its observers.
template <typename T>
T* find_observer(const Host& host) {
  for (Observer* const each : host.observers()) {
    if (T* const found = dynamic_cast<T*>(each)) return found;
  }
  return nullptr;
}

}  // namespace signalbox
