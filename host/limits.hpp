// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "host/limit.hpp"

namespace signalbox {

// The limits of one host: their values, how near to them it came, and how often they were met.
// [any thread]
class Limits {
 public:
  explicit Limits(const LimitValues& values);
  Limits(const Limits&) = delete;
  Limits& operator=(const Limits&) = delete;

  std::uint64_t operator[](Limit limit) const { return values_[limit]; }

  // Returns whether there may be `amount` in all. Notes the most that was allowed.
  bool allows(Limit limit, std::uint64_t amount);

  // Counts that a limit was met, and logs one line that begins with `who`, "machine m: client 3
  // (uid 1000)". A limit has one line in 10 s; the next line says how many were left out.
  void reached(Limit limit, std::string_view who);

  // "At most 1024 connections of a session are allowed (limits: session-connections)", for the
  // GenericError to a client.
  std::string error_text(Limit limit) const;

  // allows(), and if it does not, reached(): the error's text; empty: it is allowed.
  std::string refusal(Limit limit, std::uint64_t amount, std::string_view who);

  // Since the host started: how often it was met, and the most that was allowed at once.
  std::uint64_t times_reached(Limit limit) const { return state_of(limit).reached; }
  std::uint64_t highest(Limit limit) const { return state_of(limit).highest; }

 private:
  struct State {
    std::atomic<std::uint64_t> reached = 0;
    std::atomic<std::uint64_t> highest = 0;
    // Guarded by mutex_:
    std::chrono::steady_clock::time_point next_line{};
    std::uint64_t left_out = 0;
  };

  State& state_of(Limit limit) { return states_[static_cast<std::size_t>(limit)]; }
  const State& state_of(Limit limit) const { return states_[static_cast<std::size_t>(limit)]; }

  const LimitValues values_;
  std::array<State, kLimitCount> states_;
  std::mutex mutex_;
};

}  // namespace signalbox
