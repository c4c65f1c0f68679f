// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sdk/thread_state.hpp"
#include "signalbox/round.hpp"

namespace signalbox {
inline namespace sdk {

// Emissions at one time, nested ones counted, that need no lock: 4 KiB.
constexpr unsigned reader_count = 64;

extern constinit Reader readers[reader_count];

Reader* claim_another_reader(const Slots* slots) noexcept;

// A free reader that now shows `slots`. Not yet safe to read: the list may have dropped them
// before they were shown. Inline, like the thread's state: an emission is that and little more.
inline Reader* claim_reader(const Slots* slots) noexcept {
  if (const unsigned home = thread_state.home) {
    Reader& reader = readers[home - 1];
    const Slots* nobodys = nullptr;
    const bool free = !reader.slots.load(std::memory_order_relaxed);
    if (free && reader.slots.compare_exchange_strong(nobodys, slots)) return &reader;
  }
  return claim_another_reader(slots);
}

void give_back(Reader* reader) noexcept;

// Whether any emission shows `slots`, or that the slot of `connection` may be running.
bool is_read(const Slots* slots) noexcept;
bool is_running(const Connection* connection) noexcept;

// Makes every running thread see what this one has stored, and shows what they have. False
// where the system does not offer it.
bool order_all_threads() noexcept;

}  // namespace sdk
}  // namespace signalbox
