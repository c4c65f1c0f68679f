// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>

#include "host/account.hpp"
#include "host/outbox_memory.hpp"

namespace signalbox {

// What waits to be written to one client, in order. Knows where the events end that somebody
// counts, so that a count is never below what the client has received (ledger.md, promise 3).
// Holds no memory while it is empty, and lies in blocks while its client is behind: it never moves
// what waits. [loop]
class Outbox {
 public:
  // `memory` outlives it.
  explicit Outbox(OutboxMemory& memory) : memory_(memory) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Asserts that nobody waits to be counted: fail_rest() first.
  ~Outbox();

  void append(std::string_view text);

  // The same; a large text is not copied.
  void append_whole(std::string text);

  // One event: `body`, shared by all who get it, and this connection's `tail`. `account` may be
  // null.
  void append_event(std::string_view body, std::string_view tail, Account* account);

  bool empty() const { return queued_ == taken_; }
  std::size_t size() const { return static_cast<std::size_t>(queued_ - taken_); }
  // Since it was made: bytes put in, and of these accepted by the socket.
  std::uint64_t queued_bytes() const { return queued_; }
  std::uint64_t written_bytes() const { return taken_; }
  std::string unsent() const;

  enum class Written {
    all,
    some,    // the socket takes no more now
    enough,  // it may take more: a client that reads fast does not hold up the others
    failed
  };

  // Writes what the socket takes without waiting, 1 MiB and some at most. Counts each event as
  // delivered before the send that may complete it, and takes back those that were not accepted. On
  // failure `errno` tells.
  Written write(int fd);

  // Nothing more will be written: what was not delivered has failed.
  void fail_rest();

 private:
  OutboxBlock& last() { return behind_.empty() ? block_ : behind_.back(); }
  void put(std::string_view text);
  void start_block();
  template <typename Visit>
  void for_each_mark(std::uint64_t from, std::uint64_t to, Visit visit);
  void forget_written();
  void next_block();
  void give_back();

  OutboxMemory& memory_;
  OutboxBlock block_;              // the first: written up to begin_
  std::list<OutboxBlock> behind_;  // the others
  std::size_t begin_ = 0;
  std::uint64_t queued_ = 0;    // bytes put in since the outbox was made
  std::uint64_t taken_ = 0;     // bytes accepted by the socket since the outbox was made
  std::size_t first_mark_ = 0;  // of block_; those before it are done with
};

}  // namespace signalbox
