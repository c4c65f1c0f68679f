// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <utility>

namespace signalbox {

// The time that one machine may have the loop for before all others that are ready get theirs. Its
// turns use it up; renew() makes it whole. The clock is read when a turn begins and ends, and by
// each is_over(). [loop]
class TurnBudget {
 public:
  using Clock = std::chrono::steady_clock;
  using Now = std::function<Clock::time_point()>;

  // access.md, Time.
  static constexpr std::chrono::milliseconds kWhole{2};

  explicit TurnBudget(Now now) : now_(std::move(now)) {}

  void renew() { left_ = kWhole; }
  void begin() { began_ = now_(); }
  void end() { left_ -= now_() - began_; }

  // Between turns: whether there is something left for one more.
  bool is_empty() const { return left_ <= Clock::duration::zero(); }

  // In a turn: whether it has used up what was left, or half of that. No new unit of work begins
  // then.
  bool is_over() const { return now_() - began_ >= left_; }
  bool is_half_over() const { return now_() - began_ >= left_ / 2; }

 private:
  const Now now_;
  Clock::duration left_ = kWhole;
  Clock::time_point began_;
};

}  // namespace signalbox
