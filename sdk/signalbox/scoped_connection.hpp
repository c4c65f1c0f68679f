// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "signalbox/event.h"
#include "signalbox/slots.hpp"

namespace signalbox {
inline namespace sdk {

// A connection that ends with its owner. It may outlive what it is connected to. Movable; like
// Signal::disconnect() its end waits for the slot, except inside one.
class ScopedConnection {
 public:
  ScopedConnection() = default;

  // Connects `connection`, which is taken over.
  ScopedConnection(SlotList& slots, Connection* connection) noexcept;

  // Adopts what FOO_connect() returned for the event whose body this is.
  ScopedConnection(signalbox_event** event, int handle) noexcept;

  ScopedConnection(ScopedConnection&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  ScopedConnection& operator=(ScopedConnection&& other) noexcept {
    if (this != &other) {
      disconnect();
      connection_ = std::exchange(other.connection_, nullptr);
    }
    return *this;
  }
  ~ScopedConnection() { disconnect(); }

  void disconnect() noexcept;

 private:
  Connection* connection_ = nullptr;  // held
};

// The slots of an event of C, whose pointer is a SlotList's word.
inline SlotList& slots_of(signalbox_event** event) {
  static_assert(sizeof(SlotList) == sizeof *event && alignof(SlotList) == alignof(void*));
  return *reinterpret_cast<SlotList*>(event);
}

// A slot that owns the function object which it calls.
template <typename Callable, typename... Args>
struct CallableConnection : Connection {
  explicit CallableConnection(Callable object) : callable(std::move(object)) {
    void (*const call)(Args..., void*) = [](Args... args, void* self) {
      static_cast<CallableConnection*>(self)->callable(args...);
    };
    function = reinterpret_cast<Function*>(call);
    opaque = this;
    destroy = [](Connection* connection) noexcept {
      delete static_cast<CallableConnection*>(connection);
    };
  }

  Callable callable;
};

// Connects a function object to an event of C, whose function type is void(Args..., void*).
template <typename... Args, typename Callable>
[[nodiscard]] ScopedConnection connect_scoped(signalbox_event** event, Callable callable) {
  return ScopedConnection(slots_of(event),
                          new CallableConnection<Callable, Args...>(std::move(callable)));
}

}  // namespace sdk
}  // namespace signalbox
