// SPDX-License-Identifier: Apache-2.0
#include "sdk/readers.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>

#include "sdk/thread_state.hpp"

namespace signalbox {
inline namespace sdk {

constinit Reader readers[reader_count];

namespace {

// Whether order_all_threads() can be relied on; false until it is asked, which is the safe answer.
bool offers_order() noexcept {
  const long offered = syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0);
  return offered > 0 && (offered & MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0;
}

const bool has_order = offers_order();

constinit std::atomic<unsigned> threads_seen = 0;

// Those that found all readers taken.
constinit std::mutex crowd_lock;
constinit Reader* crowd = nullptr;  // [crowd_lock]

Reader* claim_in_crowd(const Slots* slots) noexcept {
  auto* reader = new Reader;
  const std::lock_guard lock(crowd_lock);
  reader->slots = slots;
  reader->next = crowd;
  crowd = reader;
  return reader;
}

void leave_crowd(const Reader* reader) noexcept {
  const std::lock_guard lock(crowd_lock);
  Reader** link = &crowd;
  while (*link != reader) link = &(*link)->next;
  *link = reader->next;
}

template <typename Predicate>
bool any_reader(Predicate shows) {
  for (const Reader& reader : readers) {
    if (shows(reader)) return true;
  }
  const std::lock_guard lock(crowd_lock);
  for (const Reader* reader = crowd; reader; reader = reader->next) {
    if (shows(*reader)) return true;
  }
  return false;
}

}  // namespace

Reader* claim_another_reader(const Slots* slots) noexcept {
  unsigned& home = thread_state.home;
  if (!home) home = 1 + threads_seen.fetch_add(1, std::memory_order_relaxed) % reader_count;
  for (unsigned tried = 0; tried != reader_count; ++tried) {
    const unsigned index = (home - 1 + tried) % reader_count;
    Reader& reader = readers[index];
    const Slots* nobodys = nullptr;
    if (reader.slots.load(std::memory_order_relaxed)) continue;
    if (!reader.slots.compare_exchange_strong(nobodys, slots)) continue;
    if (tried && !inside_a_slot()) home = index + 1;  // its own was another thread's: move
    return &reader;
  }
  return claim_in_crowd(slots);
}

void give_back(Reader* reader) noexcept {
  reader->running.store(nullptr, std::memory_order_release);
  if (reader < readers || reader >= readers + reader_count) {
    leave_crowd(reader);
    delete reader;
  } else if (has_order) {
    reader->slots.store(nullptr, std::memory_order_release);
    std::atomic_signal_fence(std::memory_order_seq_cst);  // see reclaim()
  } else {
    reader->slots.store(nullptr);
  }
}

bool is_read(const Slots* slots) noexcept {
  return any_reader([slots](const Reader& reader) { return reader.slots.load() == slots; });
}

bool is_running(const Connection* connection) noexcept {
  return any_reader([connection](const Reader& reader) {
    return reader.running.load(std::memory_order_acquire) == connection;
  });
}

bool order_all_threads() noexcept {
  return !syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) &&
         !syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

}  // namespace sdk
}  // namespace signalbox
