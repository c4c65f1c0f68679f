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

inline void enter(Frame* frame) noexcept {
  frame->outer = thread_state.innermost;
  thread_state.innermost = frame;
}

inline void leave(const Frame* frame) noexcept {
  thread_state.innermost = frame->outer;
}

inline bool inside_a_slot() noexcept {
  return thread_state.innermost;
}

}  // namespace sdk
}  // namespace signalbox
