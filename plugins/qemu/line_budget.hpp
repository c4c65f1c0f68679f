// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

// How many lines one monitor may put into the log: the first ones as they come, then one a minute,
// so that a server that comes and goes all the time does not fill a disk. [loop]
class LineBudget {
 public:
  using Clock = std::chrono::steady_clock;

  // A QEMU that is restarted has up to three lines each time: lost, awaited, served.
  static constexpr unsigned kAtOnce = 12;
  static constexpr std::chrono::minutes kEach{1};  // until there is room for one line more

  // How many lines were left out since the last one that was not, if there may be a line now; no
  // value: this line is left out, too.
  std::optional<std::uint64_t> take(Clock::time_point now);

  // Returns whether lines were left out and there may be one again.
  bool owes(Clock::time_point now);

 private:
  void refill(Clock::time_point now);

  unsigned left_ = kAtOnce;
  Clock::time_point refilled_{};  // while left_ is below kAtOnce: since when the next is earned
  std::uint64_t left_out_ = 0;
};
