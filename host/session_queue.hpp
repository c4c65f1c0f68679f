// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace signalbox {

class Session;

// Sessions of one machine that wait for something, the one that came first in front. It keeps its
// memory. A session is in it once at most: who puts it in sees to that, and takes it out before it
// is destroyed. [loop]
class SessionQueue {
 public:
  void push(Session& session) { sessions_.push_back(&session); }

  // Not while it is empty.
  Session& front() const { return *sessions_[next_]; }
  Session& pop() {
    Session& first = front();
    ++next_;
    if (next_ > sessions_.size() / 2) drop_popped();
    return first;
  }

  void erase(const Session& session) {
    const auto first = sessions_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto found = std::find(first, sessions_.end(), &session);
    if (found != sessions_.end()) sessions_.erase(found);
  }

  bool empty() const { return next_ == sessions_.size(); }
  std::size_t size() const { return sessions_.size() - next_; }

 private:
  void drop_popped() {
    sessions_.erase(sessions_.begin(), sessions_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }

  std::vector<Session*> sessions_;
  std::size_t next_ = 0;  // those before it were popped
};

}  // namespace signalbox
