// SPDX-License-Identifier: Apache-2.0
#include "signalbox/slots.hpp"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <new>

#include "sdk/retired.hpp"
#include "sdk/thread_state.hpp"
#include "signalbox/round.hpp"

namespace signalbox {
inline namespace sdk {
namespace {

Slots* new_array(std::size_t count, int last_handle) noexcept {
  void* memory = ::operator new(sizeof(Slots) + count * sizeof(Connection*));
  return new (memory) Slots{.count = count, .last_handle = last_handle};
}

// Makes `slots`, whose connections are filled in, fit to be published.
void seal(Slots* slots) noexcept {
  for (Connection* connection : *slots) {
    ++connection->arrays;
    if (!slots->host) slots->host = connection->host;
  }
}

}  // namespace

Connection* new_connection(Connection::Function* function, void* opaque,
                           const signalbox_host* host) noexcept {
  auto* connection = new Connection;
  connection->function = function;
  connection->opaque = opaque;
  connection->host = host;
  connection->destroy = [](Connection* self) noexcept { delete self; };
  return connection;
}

int SlotList::connect(Connection* connection) noexcept {
  int handle;
  {
    const std::lock_guard lock(writers);
    const std::uintptr_t word = word_.load(std::memory_order_relaxed);
    Slots* old = slots_in(word);
    const int last_handle = old ? old->last_handle : static_cast<int>(word >> 1);
    if (last_handle == INT_MAX) std::abort();
    handle = last_handle + 1;

    Slots* slots = new_array(old ? old->count + 1 : 1, handle);
    if (old) std::copy(old->begin(), old->end(), slots->begin());
    slots->begin()[slots->count - 1] = connection;
    connection->handle = handle;
    connection->list = this;
    seal(slots);
    word_.store(reinterpret_cast<std::uintptr_t>(slots));
    add_retired(old);
  }
  reclaim();
  return handle;
}

Connection* SlotList::find(int handle) const noexcept {
  const Slots* slots = slots_in(word_.load(std::memory_order_relaxed));
  if (!slots) return nullptr;
  const auto found = std::lower_bound(
      slots->begin(), slots->end(), handle,
      [](const Connection* connection, int wanted) { return connection->handle < wanted; });
  return found != slots->end() && (*found)->handle == handle ? *found : nullptr;
}

Connection* SlotList::hold(int handle) noexcept {
  const std::lock_guard lock(writers);
  Connection* connection = find(handle);
  if (connection) ++connection->holders;
  return connection;
}

void SlotList::remove(Connection* connection) noexcept {
  Slots* old = slots_in(word_.load(std::memory_order_relaxed));
  connection->list = nullptr;
  connection->connected.store(false);
  if (old->count == 1) {
    word_.store(static_cast<std::uintptr_t>(old->last_handle) << 1 | 1);
  } else {
    Slots* slots = new_array(old->count - 1, old->last_handle);
    std::remove_copy(old->begin(), old->end(), slots->begin(), connection);
    seal(slots);
    word_.store(reinterpret_cast<std::uintptr_t>(slots));
  }
  add_retired(old);
}

void SlotList::disconnect(int handle) noexcept {
  Connection* connection = hold(handle);
  if (!connection) return;
  signalbox::disconnect(connection);
  release(connection);
}

Slots* SlotList::close() noexcept {
  const std::lock_guard lock(writers);
  Slots* slots = slots_in(word_.load(std::memory_order_relaxed));
  word_.store(0);
  if (!slots) return nullptr;
  for (Connection* connection : *slots) {
    connection->list = nullptr;
    connection->connected.store(false);
  }
  slots->kept = true;
  add_retired(slots);
  return slots;
}

void disconnect(Connection* connection) noexcept {
  {
    const std::lock_guard lock(writers);
    if (connection->list) connection->list->remove(connection);
  }
  reclaim();
  if (!inside_a_slot()) await_idle(connection);
}

}  // namespace sdk
}  // namespace signalbox
