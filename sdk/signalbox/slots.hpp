// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "signalbox/plugin.h"

// A host links this too, and has a Connection and a Frame of its own: hence a namespace of the
// SDK's.
namespace signalbox {
inline namespace sdk {

class SlotList;

// One slot on one list. Fixed once it is connected, but for `connected` and for what belongs to
// the writers' lock. Freed by destroy() when no list, emission or holder knows it any more.
struct Connection {
  using Function = void();

  Function* function = nullptr;  // cast back to its type by who calls it; null: a tap
  void* opaque = nullptr;
  const signalbox_host* host = nullptr;            // whose machine it was made for, or null
  void (*unread)(Connection*) noexcept = nullptr;  // no emission can call it any more; may be null
  void (*destroy)(Connection*) noexcept = nullptr;
  std::atomic<bool> connected = true;  // false: no new call may start
  int handle = 0;

  SlotList* list = nullptr;           // [writers' lock] null: disconnected
  std::size_t arrays = 0;             // [writers' lock] in how many arrays it stands
  std::size_t holders = 1;            // [writers' lock] of which the arrays together are one
  Connection* next_unread = nullptr;  // [writers' lock]
};

// A slot whose opaque pointer belongs to somebody else.
Connection* new_connection(Connection::Function* function, void* opaque,
                           const signalbox_host* host = nullptr) noexcept;

// An array of connections in the order they were made; never changed once it is published.
struct Slots {
  std::size_t count = 0;
  int last_handle = 0;
  const signalbox_host* host = nullptr;  // of the first connection that has one, or null
  Slots* next_retired = nullptr;         // [writers' lock]

  bool kept = false;  // [writers' lock] see SlotList::close()

  Connection** begin() { return reinterpret_cast<Connection**>(this + 1); }
  Connection** end() { return begin() + count; }
  Connection* const* begin() const { return reinterpret_cast<Connection* const*>(this + 1); }
  Connection* const* end() const { return begin() + count; }
};

// The slots of a signal, whatever their type: one word, zero at first. Any method may be called
// from any thread, and from inside a slot; for what they promise see signal.hpp.
// docs/signal.md explains how replaced arrays are freed.
class SlotList {
 public:
  SlotList() = default;
  SlotList(const SlotList&) = delete;
  SlotList& operator=(const SlotList&) = delete;

  bool empty() const noexcept { return !slots_in(word_.load(std::memory_order_relaxed)); }

  // Takes over one hold on `connection` and returns its handle.
  int connect(Connection* connection) noexcept;
  void disconnect(int handle) noexcept;

  // The connection with one more holder, or null. To be ended with release().
  Connection* hold(int handle) noexcept;

  // Disconnects everything and forgets the handles. Returns what was connected, or null; it
  // is kept until let_go(), so that the caller can tell each that it is over.
  Slots* close() noexcept;

 private:
  friend class Round;
  friend void disconnect(Connection* connection) noexcept;

  // The word is 0, the array's address, or, when nothing is connected any more, the last handle
  // shifted by one with the lowest bit set: no emission needs to look further than the word.
  static Slots* slots_in(std::uintptr_t word) {
    return (word & 1) ? nullptr : reinterpret_cast<Slots*>(word);
  }
  const Slots* slots() const noexcept { return slots_in(word_.load()); }

  // Under the writers' lock.
  Connection* find(int handle) const noexcept;
  void remove(Connection* connection) noexcept;

  std::atomic<std::uintptr_t> word_ = 0;
};

// Ends `connection`, also one that has ended; the caller holds it. Outside any slot it returns
// when the connection's slot is running nowhere.
void disconnect(Connection* connection) noexcept;

// Ends a hold.
void release(Connection* connection) noexcept;

void let_go(Slots* slots) noexcept;

// Frees the replaced arrays that no emission reads.
void reclaim() noexcept;

// Returns when the slot of `connection`, which is disconnected and held, is running nowhere.
void await_idle(const Connection* connection) noexcept;

}  // namespace sdk
}  // namespace signalbox
