// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "host/loop.hpp"
#include "host/observer.hpp"

namespace signalbox {

// Replies that wait for a commit: each leaves when it is released, or when it has waited for its
// patience. [loop]
class Holds {
 public:
  // A commit that takes longer is not waited for: the tally says whose its counts are. (ledger.md)
  static constexpr std::chrono::milliseconds kPatience{100};

  using Id = std::uint64_t;

  // `late` is told of each hold that ran out.
  Holds(Loop& loop, std::function<void()> late);

  Id hold(Proceed proceed, std::chrono::milliseconds patience = kPatience);

  // Ignored when it has gone already.
  void release(Id id);

 private:
  struct Held {
    Proceed proceed;
    std::unique_ptr<Timer> patience;
  };

  Loop& loop_;
  const std::function<void()> late_;
  Id last_ = 0;
  std::map<Id, Held> held_;
};

}  // namespace signalbox
