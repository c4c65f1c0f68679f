// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <type_traits>
#include <utility>

#include "signalbox/round.hpp"
#include "signalbox/scoped_connection.hpp"
#include "signalbox/slots.hpp"

namespace signalbox {
inline namespace sdk {

// A typed event source. Any method may be called from any thread, and from inside a slot.
//
//   - Slots are called in the order they were connected, on the thread that emits. No lock is
//     held while one runs. Emissions of one thread are in order; those of two threads may
//     overlap, so a slot must be thread-safe, and short: encode, post, return.
//   - A slot connected during an emission first runs in the next one.
//   - disconnect() outside any slot returns when that slot is running nowhere, so that its
//     opaque pointer may be freed. Inside a slot, of whatever signal, it does not wait and
//     promises only that no new call starts.
//
// The slots are an immutable array behind one atomic pointer; a replaced array is freed when
// no emission reads it any more.
template <typename... Args>
class Signal {
 public:
  using Slot = void(Args..., void* opaque);

  Signal() = default;
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  // Asserts that nothing is connected: the owner closes first, so that clients hear of it.
  ~Signal() { assert(slots_.empty()); }

  // Returns a handle for disconnect(): positive, and never used twice by one signal.
  int connect(Slot* slot, void* opaque) {
    return slots_.connect(new_connection(reinterpret_cast<Connection::Function*>(slot), opaque));
  }

  // Connects a function object until the connection that is returned goes. It is destroyed when
  // no emission can call it any more.
  template <typename Callable>
  [[nodiscard]] ScopedConnection connect(Callable&& callable) {
    return ScopedConnection(slots_, new CallableConnection<std::decay_t<Callable>, Args...>(
                                        std::forward<Callable>(callable)));
  }

  // A handle that is unknown, or was disconnected before, is ignored.
  void disconnect(int handle) { slots_.disconnect(handle); }

  // noexcept: a slot that throws is a bug, and ends the process.
  void emit(Args... args) noexcept {
    if (slots_.empty()) return;
    Round round(slots_);
    while (const Connection* connection = round.next()) {
      reinterpret_cast<Slot*>(connection->function)(args..., connection->opaque);
    }
  }

 private:
  SlotList slots_;
};

}  // namespace sdk
}  // namespace signalbox
