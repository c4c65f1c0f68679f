// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace signalbox::conversation {

// When waiting has been long enough to call it a failure: far beyond what any answer takes, so
// that a loaded machine or a sanitizer changes nothing.
class Deadline {
 public:
  Deadline() = default;

  std::chrono::steady_clock::time_point time() const { return time_; }
  bool passed() const { return std::chrono::steady_clock::now() >= time_; }

  // For poll(): at least 0.
  int milliseconds_left() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        time_ - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
  }

 private:
  std::chrono::steady_clock::time_point time_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(40);
};

}  // namespace signalbox::conversation
