// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "signalbox/event.h"

namespace signalbox {

// An event with one member, in the form in which generated code has one.
struct NumberEvent {
  signalbox_event* body = nullptr;
};
using NumberEventFunc = void(int number, void* opaque);

inline void invoke_number(const void* arguments, signalbox_slot* slot, void* opaque) {
  reinterpret_cast<NumberEventFunc*>(slot)(*static_cast<const int*>(arguments), opaque);
}

inline std::atomic<int> encodings = 0;

inline void encode_number(const void* arguments, char** buffer, std::size_t* length,
                          std::size_t* capacity) {
  ++encodings;
  const int needed =
      std::snprintf(nullptr, 0, "{\"number\": %d}", *static_cast<const int*>(arguments));
  if (*capacity <= static_cast<std::size_t>(needed)) {
    *capacity = static_cast<std::size_t>(needed) + 1;
    *buffer = static_cast<char*>(std::realloc(*buffer, *capacity));
  }
  *length = static_cast<std::size_t>(
      std::snprintf(*buffer, *capacity, "{\"number\": %d}", *static_cast<const int*>(arguments)));
}

inline int connect(NumberEvent& event, NumberEventFunc* slot, void* opaque) {
  return signalbox_event_connect(&event.body, reinterpret_cast<signalbox_slot*>(slot), opaque);
}

inline void emit(NumberEvent& event, int number) {
  signalbox_event_emit(&event.body, invoke_number, &number);
}

}  // namespace signalbox
