// SPDX-License-Identifier: Apache-2.0
#include "client/deadline.hpp"

#include <algorithm>
#include <climits>

namespace signalbox::client {
namespace {

// As libqmp.h promises: longer than any command that does not run as a job should take.
constexpr int default_timeout_ms = 30'000;

}  // namespace

int timeout_or_default(int timeout_ms) {
  return timeout_ms == 0 ? default_timeout_ms : timeout_ms;
}

Deadline::Deadline(int timeout_ms) {
  if (timeout_ms < 0) return;
  moment_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
}

int Deadline::remaining_ms() const {
  if (!moment_) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*moment_ - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<long long>(left.count(), 0, INT_MAX));
}

}  // namespace signalbox::client
