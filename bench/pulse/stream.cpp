// SPDX-License-Identifier: Apache-2.0
#include "bench/pulse/stream.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC

namespace {

// A stream that is destroyed while it waits for its next event ends within this.
constexpr std::chrono::milliseconds longest_sleep{50};

void sleep_until(Clock::time_point due, const std::stop_token& stopped) {
  for (auto now = Clock::now(); now < due && !stopped.stop_requested(); now = Clock::now()) {
    std::this_thread::sleep_until(std::min(due, now + longest_sleep));
  }
}

}  // namespace

Stream::Stream(const signalbox_host& host, Pace pace, Emit emit)
    : thread_([&host, pace, emit = std::move(emit)](const std::stop_token& stopped) {
        run(stopped, host, pace, emit);
      }) {}

void Stream::run(const std::stop_token& stopped, const signalbox_host& host, Pace pace,
                 const Emit& emit) {
  const Clock::time_point start = Clock::now();
  for (std::uint64_t sequence = 0; pace.count == 0 || sequence < pace.count; ++sequence) {
    if (pace.rate == 0) {
      host.wait_for_room(host.self);
    } else {
      const std::chrono::duration<double> since_start(static_cast<double>(sequence) / pace.rate);
      sleep_until(start + std::chrono::duration_cast<Clock::duration>(since_start), stopped);
    }
    if (stopped.stop_requested()) return;
    emit(static_cast<std::int64_t>(sequence),
         Clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
  }
}
