// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "signalbox/slots.hpp"

namespace signalbox {
inline namespace sdk {

// What an emission shows to the threads that disconnect. A cache line of its own, so that two
// emitting threads do not slow each other.
struct alignas(64) Reader {
  std::atomic<const Slots*> slots = nullptr;         // not to be freed; null: nobody's
  std::atomic<const Connection*> running = nullptr;  // its slot may be running
  Reader* next = nullptr;
};

// A thread is inside a slot while it has one of these; they stand on its stack.
struct Frame {
  const Frame* outer = nullptr;
  const signalbox_emission* emission = nullptr;  // null: made by a Signal, not by an event
};

// One emission's way through the slots of a list. Lives on the stack of the thread that emits.
// What it reads stays valid until it ends, even if the list does not.
class Round {
 public:
  explicit Round(const SlotList& list) noexcept;
  ~Round();
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  // The next connection whose slot is to be called, or null.
  const Connection* next() noexcept {
    while (position_ != end_) {
      const Connection* connection = *position_++;
      reader_->running.store(connection, std::memory_order_release);
      std::atomic_signal_fence(std::memory_order_seq_cst);  // see await_idle()
      if (connection->connected.load(std::memory_order_acquire)) return connection;
    }
    return nullptr;
  }

  const Slots* slots() const noexcept { return slots_; }
  Frame& frame() noexcept { return frame_; }

 private:
  Reader* reader_ = nullptr;
  const Slots* slots_ = nullptr;  // null: nothing connected
  Connection* const* position_ = nullptr;
  Connection* const* end_ = nullptr;
  Frame frame_;
};

}  // namespace sdk
}  // namespace signalbox
