// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

#include <chrono>

namespace signalbox {

// The steady clock as of the kernel's last tick, at most 10 ms ago (clock_gettime(2), _COARSE): a
// few nanoseconds, for what happens with each command and is measured in longer times. [any thread]
inline std::chrono::steady_clock::time_point coarse_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::chrono::steady_clock::time_point(std::chrono::seconds(now.tv_sec) +
                                               std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace signalbox
