// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "host/account.hpp"

namespace signalbox {

// The tally file, LEDGER-tally: what was counted and may not have been folded into the ledger yet.
// One header, then slots. Written through a shared mapping by one host, read with pread by
// anybody; numbers are in the byte order of the machine, on which the file stays.

inline constexpr char kTallyMagic[8] = {'S', 'B', 'T', 'A', 'L', 'L', 'Y', '\n'};
inline constexpr std::uint32_t kTallyVersion = 1;

struct TallyHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t slot_bytes;  // sizeof(TallySlot)
  std::int64_t pid;          // of the host, for messages
  std::uint64_t run;         // the row in `run`; 0: no run has begun
  char ledger[40];           // the ledger's uuid, ends in NUL
  std::int64_t heartbeat;    // when the host was last alive, seconds since 1970-01-01 UTC
  char admin[108];           // path of the host's admin socket, ends in NUL; empty: it has none
};

enum class SlotKind : std::uint32_t { free = 0, account, emission };
enum class ItemKind : std::uint16_t {
  default_connection = 0,
  event,
  command,
  argument,
  upstream_event
};
enum class UseMode : std::uint16_t { by_default = 0, explicit_ };

// Emissions of one event at one machine, and what they were due to, counted by itself.
struct EmissionCounts {
  std::uint64_t emissions = 0;
  std::uint64_t due_default = 0;
  std::uint64_t due_explicit = 0;
};

// Whose a slot is: enough to make its rows, should they never have been committed.
struct SlotOwner {
  ItemKind item = ItemKind::default_connection;  // account only, as are mode and session
  UseMode mode = UseMode::by_default;
  std::uint64_t id = 0;       // the row in `account` or `emission_account`; never used twice
  std::uint64_t machine = 0;  // the row in `machine`
  std::uint64_t session = 0;
  std::uint8_t fingerprint[32] = {};  // of the client
  char version[32] = {};              // of its build; cut off if longer, ends in NUL
  char event[56] = {};                // wire name, ends in NUL
};

// `kind` is written last when a slot is taken and first when it is given back, so that a host
// may die between any two instructions.
struct TallySlot {
  TallySlot() : emissions{} {}

  SlotKind kind = SlotKind::free;
  SlotOwner owner;
  Account account;  // kind account
  union {
    EmissionCounts emissions;    // kind emission
    ConditionAccount condition;  // kind account
  };
};

// What is due to connections with a condition; `emissions` of their event at their machine. In a
// file that somebody has written to these may not fit together: what matched was due at least.
inline std::uint64_t due_at(const ConditionAccount& condition, std::uint64_t emissions) {
  const std::uint64_t seen = condition.connections * emissions;
  return std::max(condition.matched, seen > condition.since ? seen - condition.since : 0);
}

// Adds that; nothing waits to be added afterwards.
inline void settle(TallySlot& slot, std::uint64_t emissions) {
  const std::uint64_t due = due_at(slot.condition, emissions);
  slot.account.due += due;
  slot.account.filtered += due - slot.condition.matched;
  slot.condition = ConditionAccount{};
}

// The text of a field that ends in NUL, or, in a damaged file, at its end.
template <std::size_t size>
std::string_view text_of(const char (&field)[size]) {
  return {field, strnlen(field, size)};
}

// Copies what fits.
template <std::size_t size>
void set_text(char (&field)[size], std::string_view text) {
  std::memset(field, 0, size);
  std::memcpy(field, text.data(), text.size() < size ? text.size() : size - 1);
}

static_assert(std::is_trivially_copyable_v<TallySlot>);
static_assert(std::is_standard_layout_v<TallySlot>);

inline constexpr std::size_t kTallyHeaderBytes = 4096;  // a page, so that slots can be mapped alone
inline constexpr std::size_t kSlotsPerBlock = 1024;     // the file grows by so many
static_assert(sizeof(TallyHeader) <= kTallyHeaderBytes);
static_assert(sizeof(TallySlot) == 224 && kSlotsPerBlock * sizeof(TallySlot) % 4096 == 0);

}  // namespace signalbox
