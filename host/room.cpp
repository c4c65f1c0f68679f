// SPDX-License-Identifier: Apache-2.0
#include "host/room.hpp"

namespace signalbox {

void Room::wait(const std::function<std::size_t()>& fifo_bytes,
                const std::atomic<bool>& is_leaving) {
  const auto may_go = [&] {
    return closed_ || is_leaving || (congested_ == 0 && fifo_bytes() < kMaxFifoBytes);
  };
  if (may_go()) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, may_go);
}

void Room::set_congested(std::size_t clients) {
  {
    const std::lock_guard lock(mutex_);
    congested_ = clients;
  }
  changed_.notify_all();
}

// Taking the lock orders this behind a waiter that has looked and not yet gone to sleep.
void Room::changed() {
  { const std::lock_guard lock(mutex_); }
  changed_.notify_all();
}

void Room::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace signalbox
