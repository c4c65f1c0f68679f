// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
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
  Reply* reply = nullptr;          // reply; the machine owns it
  std::function<void()> function;  // function
};

// The one way from a machine's threads to its clients: what was put in first comes out first,
// whoever made it. So an event that a command caused leaves before the command's reply, and a
// connection starts exactly where its reply stands.
class Fifo {
 public:
  // `wake` makes the loop drain; it is called when something comes into an empty queue.
  explicit Fifo(std::function<void()> wake) : wake_(std::move(wake)) {}

  void put(FifoItem item);  // [any thread]

  // Moves at most `count` items to the end of `items`; false: nothing was there. [loop]
  bool take(std::vector<FifoItem>& items, std::size_t count);

  bool empty() const;         // [any thread]
  std::size_t bytes() const;  // of frames that wait [any thread]

 private:
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::vector<FifoItem> items_;
  std::size_t first_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace signalbox
