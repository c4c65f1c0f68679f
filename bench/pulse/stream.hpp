// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "signalbox/plugin.h"

// Events one after another, from a thread of its own until the count is reached or the stream is
// destroyed.
class Stream {
 public:
  struct Pace {
    std::uint64_t count;  // 0: without end
    std::uint32_t rate;   // events a second; 0: as fast as clients read
  };

  // `emit` gets the event's sequence and the time, CLOCK_MONOTONIC in nanoseconds.
  using Emit = std::function<void(std::int64_t sequence, std::int64_t ns)>;

  Stream(const signalbox_host& host, Pace pace, Emit emit);

 private:
  static void run(const std::stop_token& stopped, const signalbox_host& host, Pace pace,
                  const Emit& emit);

  std::jthread thread_;
};
