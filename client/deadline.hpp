// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace signalbox::client {

// QmpOptions.timeout_ms as a number of milliseconds; negative: for ever.
int timeout_or_default(int timeout_ms);

// A moment up to which something may take; for ever where there is none.
class Deadline {
 public:
  // `timeout_ms` from now; negative: for ever.
  explicit Deadline(int timeout_ms);

  // For poll(): what is left, rounded up, 0 where it has passed, -1 for ever.
  int remaining_ms() const;

 private:
  std::optional<std::chrono::steady_clock::time_point> moment_;
};

}  // namespace signalbox::client
