// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "host/frame.hpp"
#include "host/reply.hpp"

namespace signalbox {

class Tap;

// One thing that a machine's threads hand to the loop.
struct FifoItem {
  enum class Kind { frame, ended, reply, function };

  Kind kind = Kind::function;
  std::shared_ptr<Tap> tap;        // frame, ended
  Frame frame;                     // frame
  std::string reason;              // ended
  ReplyId reply = 0;               // reply
  std::unique_ptr<Answer> answer;  // reply; null: it is kept with the reply already
  std::function<void()> function;  // function

  bool by_loop = false;  // put in by the thread that takes; set by the FIFO
};

// The one way from a machine's threads to its clients: what was put in first comes out first,
// whoever made it. So an event that a command caused leaves before the command's reply, and a
// connection starts exactly where its reply stands. In a steady stream nothing is allocated.
class Fifo {
 public:
  // `wake` makes the loop drain; it is called when something comes into an empty queue.
  explicit Fifo(std::function<void()> wake) : wake_(std::move(wake)) {}

  // Returns a text that is done with, if there is one, so that its memory serves again.
  // [any thread]
  std::string put(FifoItem item);

  // The next items, at most `count`, at least one if it is not empty. They stay the next ones, and
  // where they are, until done(). [loop]
  std::span<FifoItem> next(std::size_t count);

  // The next `count` items are handled and let go. [loop]
  void done(std::size_t count);

  // How many items were put in, and how many of these are handled, since it was made. [loop]
  std::uint64_t put_count() const;
  std::uint64_t done_count() const { return done_count_; }

  bool empty() const { return next_ == outgoing_.size() && !has_incoming_; }  // [loop]

  // Whether `predicate` holds for one of those that wait. [loop]
  template <typename Predicate>
  bool any_of(Predicate predicate) const {
    const auto taken = outgoing_.begin() + static_cast<std::ptrdiff_t>(next_);
    if (std::any_of(taken, outgoing_.end(), predicate)) return true;
    const std::lock_guard lock(mutex_);
    return std::any_of(incoming_.begin(), incoming_.end(), predicate);
  }

  std::size_t bytes() const { return bytes_; }  // of frames that wait [any thread]

 private:
  void refill();

  const std::function<void()> wake_;
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<bool> has_incoming_ = false;  // written under the lock
  std::atomic<std::thread::id> taker_;      // none before the first next()

  mutable std::mutex mutex_;  // guards these
  std::vector<FifoItem> incoming_;
  std::uint64_t put_count_ = 0;
  std::vector<std::string> spare_;  // texts of frames that are done with

  // [loop]
  std::vector<FifoItem> outgoing_;  // done up to next_
  std::size_t next_ = 0;
  std::uint64_t done_count_ = 0;
  std::vector<std::string> used_;  // become spare
};

}  // namespace signalbox
