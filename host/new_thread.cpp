// SPDX-License-Identifier: Apache-2.0
#include "host/new_thread.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "host/log.hpp"

namespace signalbox {

namespace {

void say_why_not() {
  using Clock = std::chrono::steady_clock;
  static std::mutex mutex;
  static std::optional<Clock::time_point> said;
  const std::lock_guard lock(mutex);
  const Clock::time_point now = Clock::now();
  if (said && now - *said < std::chrono::minutes(1)) return;
  said = now;
  log_warning(kNoThread);
}

}  // namespace

std::thread new_thread(std::function<void()> function) {
  try {
    return std::thread(std::move(function));
  } catch (const std::system_error&) {
    say_why_not();
    return {};
  }
}

}  // namespace signalbox
