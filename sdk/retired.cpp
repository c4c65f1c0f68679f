// SPDX-License-Identifier: Apache-2.0
#include "sdk/retired.hpp"

#include <sched.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <new>

#include "sdk/readers.hpp"

namespace signalbox {
inline namespace sdk {

constinit std::mutex writers;

namespace {

constinit Slots* retired = nullptr;  // [writers]
constinit std::atomic<bool> some_retired = false;

// Whether an emission reads an array, no longer published, in which `connection` stands.
bool may_run(const Connection* connection) noexcept {
  const std::lock_guard lock(writers);
  for (const Slots* slots = retired; slots; slots = slots->next_retired) {
    if (std::find(slots->begin(), slots->end(), connection) != slots->end() && is_read(slots)) {
      return true;
    }
  }
  return false;
}

// Slots are short: yields for a while, then naps.
void pause(int turn) noexcept {
  if (turn < 100) {
    sched_yield();
    return;
  }
  const timespec nap = {.tv_sec = 0, .tv_nsec = 50'000};
  nanosleep(&nap, nullptr);
}

// Frees an array and adds the connections that stood in no other to `unread`.
void free_array(Slots* slots, Connection*& unread) noexcept {
  for (Connection* connection : *slots) {
    if (--connection->arrays) continue;
    connection->next_unread = unread;
    unread = connection;
  }
  ::operator delete(slots);
}

// Frees what no emission reads, and says whether it left an array that one does.
bool free_unread(Connection*& unread) noexcept {
  bool has_read = false;
  for (Slots** link = &retired; *link;) {
    Slots* slots = *link;
    const bool read = is_read(slots);
    has_read = has_read || read;
    if (slots->kept || read) {
      link = &slots->next_retired;
    } else {
      *link = slots->next_retired;
      free_array(slots, unread);
    }
  }
  return has_read;
}

}  // namespace

bool anything_retired() noexcept {
  return some_retired.load();
}

void add_retired(Slots* slots) noexcept {
  if (!slots) return;
  slots->next_retired = retired;
  retired = slots;
  some_retired.store(true);
}

void let_go(Slots* slots) noexcept {
  {
    const std::lock_guard lock(writers);
    slots->kept = false;
  }
  reclaim();
}

void reclaim() noexcept {
  Connection* unread = nullptr;
  {
    const std::lock_guard lock(writers);
    // An emission that ends clears its reader and then looks whether anything is retired, without
    // a fence, since each would cost as much as the rest of it. The fence is made here for all
    // threads: afterwards it either has cleared its reader or will see what is retired.
    if (free_unread(unread) && order_all_threads()) free_unread(unread);
    if (!retired) some_retired.store(false);
  }
  while (unread) {
    Connection* connection = unread;
    unread = connection->next_unread;
    if (connection->unread) connection->unread(connection);
    release(connection);
  }
}

void await_idle(const Connection* connection) noexcept {
  if (!may_run(connection)) return;

  // An emission stores which connection it comes to and then reads whether that is connected,
  // without a fence, since each would cost as much as the call. The fence is made here for all
  // threads: afterwards an emission either shows that it runs the slot or will not call it.
  const bool ordered = order_all_threads();
  for (int turn = 0; ordered ? is_running(connection) : may_run(connection); ++turn) pause(turn);
}

void release(Connection* connection) noexcept {
  {
    const std::lock_guard lock(writers);
    if (--connection->holders) return;
  }
  connection->destroy(connection);
}

}  // namespace sdk
}  // namespace signalbox
