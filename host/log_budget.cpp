// SPDX-License-Identifier: Apache-2.0
#include "host/log_budget.hpp"

namespace signalbox {

namespace {

constexpr std::chrono::seconds kSecond{1};

}  // namespace

bool LogBudget::take(const std::string& source, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (now - cleaned_ >= kSecond) {
    cleaned_ = now;
    std::erase_if(seconds_, [now](const auto& each) {
      return each.second.left_out == 0 && now - each.second.start >= kSecond;
    });
  }
  Second& second = seconds_[source];
  if (now - second.start >= kSecond) {
    second.start = now;
    second.lines = 0;
  }
  if (second.lines < most_) {
    ++second.lines;
    return true;
  }
  ++second.left_out;
  ++all_left_out_;
  return false;
}

std::vector<LogBudget::LeftOut> LogBudget::left_out() {
  const std::lock_guard lock(mutex_);
  std::vector<LeftOut> all;
  for (auto& [source, second] : seconds_) {
    if (second.left_out == 0) continue;
    all.push_back({source, second.left_out});
    second.left_out = 0;
  }
  return all;
}

}  // namespace signalbox
