// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>

namespace signalbox {

// The changes of each client account that wait for the ledger's disk, counted, and the sessions of
// accounts with too many, which wait for room in the order in which they came. [loop]
class AccountBacklog {
 public:
  using Account = std::uint64_t;  // ClientAccount::id

  // Tries to go on; harmless when it has gone on already, or has left.
  using GoOn = std::function<void()>;

  explicit AccountBacklog(std::uint64_t most) : most_(most) {}

  // The number of changes of an account that wait.
  std::uint64_t count(Account account) const;
  bool is_full(Account account) const { return count(account) >= most_; }

  // A change of the account is on its way.
  void add(Account account) { ++entries_[account].changes; }

  // One of them is on disk, or will never be. Calls `go_on` of sessions that wait while there is
  // room.
  void remove(Account account);

  // `go_on` is called when there is room.
  void wait(Account account, GoOn go_on);

 private:
  struct Entry {
    std::uint64_t changes = 0;
    std::deque<GoOn> waiting;
  };

  const std::uint64_t most_;
  std::unordered_map<Account, Entry> entries_;
};

}  // namespace signalbox
