// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/line_budget.hpp"

#include <algorithm>
#include <utility>

std::optional<std::uint64_t> LineBudget::take(Clock::time_point now) {
  refill(now);
  if (left_ == 0) {
    ++left_out_;
    return std::nullopt;
  }
  if (left_-- == kAtOnce) refilled_ = now;
  return std::exchange(left_out_, 0);
}

bool LineBudget::owes(Clock::time_point now) {
  refill(now);
  return left_out_ > 0 && left_ > 0;
}

void LineBudget::refill(Clock::time_point now) {
  if (left_ == kAtOnce) return;
  const auto earned = (now - refilled_) / kEach;
  if (earned < 1) return;
  left_ = static_cast<unsigned>(std::min<std::int64_t>(left_ + earned, kAtOnce));
  refilled_ += earned * kEach;
}
