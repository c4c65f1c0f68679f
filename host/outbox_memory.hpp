// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/account.hpp"
#include "host/byte_buffer.hpp"

namespace signalbox {

// A piece of what waits to be written, with memory for it.
struct OutboxBlock {
  // The end of an event that somebody counts.
  struct Mark {
    std::uint64_t end;  // in bytes since the outbox was made
    Account* account;
  };

  ByteBuffer text;
  std::vector<Mark> marks;                   // of the events that end in here
  std::unique_ptr<const std::string> whole;  // a large text as it came; `text` is empty then

  std::string_view bytes() const {
    return whole == nullptr ? text.view() : std::string_view(*whole);
  }
  std::size_t capacity() const {
    return text.capacity() + marks.capacity() * sizeof(Mark) +
           (whole == nullptr ? 0 : whole->size());
  }
};

// Memory that outboxes share: what one gives back when it is empty serves the next one that fills,
// the last first, since the cache still has it. So an idle client holds none, and a stream of
// events allocates none. [loop]
class OutboxMemory {
 public:
  // `destroy` frees what is not kept: on another thread, as to free some MiB takes milliseconds.
  explicit OutboxMemory(std::function<void(std::list<OutboxBlock> blocks)> destroy =
                            [](std::list<OutboxBlock>) {})
      : destroy_(std::move(destroy)) {}

  // An empty block, with memory if there is any.
  OutboxBlock take();

  void give_back(OutboxBlock block);

  // The blocks of a client that is behind; none is kept.
  void give_back(std::list<OutboxBlock> blocks);

 private:
  const std::function<void(std::list<OutboxBlock> blocks)> destroy_;
  std::vector<OutboxBlock> blocks_;
  std::size_t capacity_ = 0;  // of all of them
};

}  // namespace signalbox
