// SPDX-License-Identifier: Apache-2.0
#include "host/limits.hpp"

#include <algorithm>
#include <utility>

#include "host/descriptor_table.hpp"
#include "host/log.hpp"

namespace signalbox {

namespace {

// Between two lines about one limit, so that clients which meet it do not fill the log.
constexpr std::chrono::seconds kPause{10};

// Descriptors that are kept for admin and management listeners, and for the host itself; of a
// small table at most an eighth.
constexpr std::uint64_t kReserved = 64;

LimitValues with_those_of_the_system(LimitValues values) {
  const std::uint64_t all = descriptor_limit();
  const std::uint64_t reserved = std::min(kReserved, all / 8);
  if (values[Limit::descriptors] == 0) values.set(Limit::descriptors, all - reserved);
  if (values[Limit::listener_sessions] == 0) {
    values.set(Limit::listener_sessions, all / 2 + reserved);
  }
  return values;
}

}  // namespace

Limits::Limits(const LimitValues& values) : values_(with_those_of_the_system(values)) {}

bool Limits::allows(Limit limit, std::uint64_t amount) {
  if (amount > values_[limit]) return false;
  std::atomic<std::uint64_t>& highest = state_of(limit).highest;
  std::uint64_t most = highest.load(std::memory_order_relaxed);
  while (amount > most && !highest.compare_exchange_weak(most, amount, std::memory_order_relaxed)) {
  }
  return true;
}

void Limits::reached(Limit limit, std::string_view who) {
  State& state = state_of(limit);
  ++state.reached;
  std::uint64_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now < state.next_line) {
      ++state.left_out;
      return;
    }
    state.next_line = now + kPause;
    left_out = std::exchange(state.left_out, 0);
  }
  std::string line =
      std::string(who) + ": " + error_text(limit) + "; " + std::string(row_of(limit).beyond);
  if (left_out > 0)
    line += " (met " + std::to_string(left_out) + " more times since the last line)";
  log_warning(line);
}

std::string Limits::error_text(Limit limit) const {
  const LimitRow& row = row_of(limit);
  return "At most " + std::to_string(values_[limit]) + " " + std::string(row.what) +
         " are allowed (" + (row.in_block ? "limits: " : "") + std::string(row.key) + ")";
}

std::string Limits::refusal(Limit limit, std::uint64_t amount, std::string_view who) {
  if (allows(limit, amount)) return {};
  reached(limit, who);
  return error_text(limit);
}

}  // namespace signalbox
