// SPDX-License-Identifier: Apache-2.0
#include "host/large_input.hpp"

#include <algorithm>

namespace signalbox {

void LargeInput::set(SessionId session, std::size_t bytes) {
  std::size_t& size = sizes_[session];
  bytes_ += bytes - size;
  size = bytes;
  if (bytes > 0) return;
  sizes_.erase(session);
  if (exceeding_ == session) exceeding_ = 0;
}

bool LargeInput::may_exceed(SessionId session, bool has_sent, Clock::time_point now) {
  if (exceeding_ == session) return true;
  if (!has_sent || (exceeding_ != 0 && !is_slow(now))) return false;
  exceeding_ = session;
  looked_at_ = now;
  size_then_ = sizes_[session];
  return true;
}

// Returns whether the session that may exceed has sent less than kProgress for kPatience.
bool LargeInput::is_slow(Clock::time_point now) {
  if (now - looked_at_ < kPatience) return false;
  const std::size_t size = sizes_[exceeding_];
  const bool is_slow = size < size_then_ + kProgress;
  looked_at_ = now;
  size_then_ = size;
  return is_slow;
}

bool LargeInput::wait(SessionId session) {
  const bool is_new = std::find(waiting_.begin(), waiting_.end(), session) == waiting_.end();
  if (is_new) waiting_.push_back(session);
  return is_new;
}

std::vector<SessionId> LargeInput::take_waiting(std::size_t count) {
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(count, waiting_.size()));
  std::vector<SessionId> taken(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return taken;
}

}  // namespace signalbox
