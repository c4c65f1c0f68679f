// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

namespace signalbox {

// Whether a source without a rhythm of its own may emit more: not while much waits in the FIFO or
// for a client that reads slowly.
class Room {
 public:
  // Emitting pauses above these. Enough to keep every send full, little enough to stay in cache.
  static constexpr std::size_t kMaxFifoBytes = std::size_t{64} << 10;
  static constexpr std::size_t kMaxClientBytes = std::size_t{1} << 20;

  // Waits until there is room, close(), or `is_leaving`: who emits is about to be destroyed and
  // changed() was called. `fifo_bytes` tells what waits there. [any thread but the machine's]
  void wait(const std::function<std::size_t()>& fifo_bytes, const std::atomic<bool>& is_leaving);

  // How many clients are above kMaxClientBytes; wakes those who wait. [loop]
  void set_congested(std::size_t clients);

  // Less waits in the FIFO, or somebody leaves: those who wait look again. [any thread]
  void changed();

  void close();  // nobody waits any more [any thread]

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::size_t> congested_ = 0;  // written under the lock
  std::atomic<bool> closed_ = false;
};

}  // namespace signalbox
