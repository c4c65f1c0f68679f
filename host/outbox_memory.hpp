// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/account.hpp"

namespace signalbox {

// What an outbox needs memory for.
struct OutboxBlock {
  // The end of an event that somebody counts.
  struct Mark {
    std::uint64_t end;  // in bytes since the outbox was made
    Account* account;
  };

  std::vector<char> text;
  std::vector<Mark> marks;

  std::size_t capacity() const { return text.capacity() + marks.capacity() * sizeof(Mark); }
};

// Memory that outboxes share: what one gives back when it is empty serves the next one that fills,
// the last first, since the cache still has it. So an idle client holds none, and a stream of
// events allocates none. [loop]
class OutboxMemory {
 public:
  // An empty block, with memory if there is any.
  OutboxBlock take();

  void give_back(OutboxBlock block);

 private:
  std::vector<OutboxBlock> blocks_;
  std::size_t capacity_ = 0;  // of all of them
};

}  // namespace signalbox
