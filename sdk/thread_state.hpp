// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signalbox/round.hpp"

namespace signalbox {
inline namespace sdk {

// What a thread knows of itself. Without a destructor, since one would pin the plugin.
struct ThreadState {
  const Frame* innermost = nullptr;  // the slot that it is in, or null
  unsigned home = 0;                 // 1 + index of the reader that it had last; 0: none yet
  void* instance = nullptr;          // for whom it works: see self.h
  const signalbox_host* host = nullptr;
};

extern constinit thread_local ThreadState thread_state;

}  // namespace sdk
}  // namespace signalbox
