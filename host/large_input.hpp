// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <unordered_map>
#include <vector>

#include "host/reply.hpp"

namespace signalbox {

// The sessions of one account that have more input than session-input: how much more, and which of
// them wait for room. When there is no room, one session may go on all the same, so that messages
// are completed at last. It loses that to another one when less than kProgress has come of it for
// kPatience, so that unfinished messages hold up nobody for ever. [loop]
class LargeInput {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::seconds kPatience{1};
  static constexpr std::size_t kProgress = std::size_t{1} << 20;

  // Bytes of all of them above session-input.
  std::size_t bytes() const { return bytes_; }

  // Sets the bytes above session-input that one session has; 0: the session is forgotten.
  void set(SessionId session, std::size_t bytes);

  // Returns whether the session may go on where there is no room. `has_sent`: its client has sent
  // more than was read.
  bool may_exceed(SessionId session, bool has_sent, Clock::time_point now);

  // Adds a session to those that wait. Returns false where it waits already.
  bool wait(SessionId session);
  void wait_no_longer(SessionId session) { std::erase(waiting_, session); }

  // So many of those that have waited longest; they wait no longer.
  std::vector<SessionId> take_waiting(std::size_t count);

 private:
  bool is_slow(Clock::time_point now);

  std::unordered_map<SessionId, std::size_t> sizes_;
  std::size_t bytes_ = 0;
  std::deque<SessionId> waiting_;
  SessionId exceeding_ = 0;        // 0: none
  Clock::time_point looked_at_{};  // when its size was looked at
  std::size_t size_then_ = 0;
};

}  // namespace signalbox
