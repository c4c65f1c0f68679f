// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/watchdog.hpp"

#include <cstdint>
#include <utility>

std::optional<std::chrono::milliseconds> Watchdog::period() const {
  if (timer_ == nullptr) return std::nullopt;
  return period_;
}

void Watchdog::arm(std::chrono::milliseconds period) {
  disarm();
  period_ = period;
  timer_ = host_.arm_timer(host_.self, static_cast<std::uint64_t>(period.count()), run_out, this);
}

void Watchdog::disarm() {
  if (timer_ != nullptr) host_.disarm_timer(host_.self, std::exchange(timer_, nullptr));
}

void Watchdog::run_out(void* opaque) {
  Watchdog& self = *static_cast<Watchdog*>(opaque);
  self.timer_ = nullptr;
  if (self.owner_.standing(self.owner_.opaque)) return self.arm(self.period_);
  self.owner_.expire(self.owner_.opaque);
}
