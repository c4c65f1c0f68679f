// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "compat/books.hpp"

namespace signalbox {

// Numbers that belong to keys and go into the ledger, of which clients can make any number: what
// comes while some are on their way there is put together, so that one change at most waits for
// the disk. [loop]
template <typename Key>
class GatheredWrites {
 public:
  using Numbers = std::map<Key, std::int64_t>;

  // Writes the numbers down. [ledger's thread]
  using Write = std::function<void(Ledger&, const Numbers&)>;

  // Puts a key's number into what it already has: adds it, or takes the larger one.
  using Combine = std::function<std::int64_t(std::int64_t, std::int64_t)>;

  // `what` names the change for people: "a demand". `books` outlives it.
  GatheredWrites(Books& books, std::string what, Combine combine, Write write)
      : books_(books),
        what_(std::move(what)),
        combine_(std::move(combine)),
        write_(std::move(write)) {}

  // Hands in what waits.
  ~GatheredWrites() {
    if (!waiting_.empty()) hand_in();
  }
  GatheredWrites(const GatheredWrites&) = delete;
  GatheredWrites& operator=(const GatheredWrites&) = delete;

  void add(const Key& key, std::int64_t number) {
    const auto [entry, is_new] = waiting_.try_emplace(key, number);
    if (!is_new) entry->second = combine_(entry->second, number);
    if (!is_on_its_way_) hand_in();
  }

 private:
  void hand_in() {
    is_on_its_way_ = true;
    books_.write(
        what_,
        [write = write_, numbers = std::exchange(waiting_, {})](Ledger& ledger) {
          write(ledger, numbers);
        },
        [weak = std::weak_ptr<GatheredWrites*>(self_)](const std::string& /*refusal*/) {
          const auto self = weak.lock();
          if (self) (*self)->arrived();
        });
  }

  void arrived() {
    is_on_its_way_ = false;
    if (!waiting_.empty()) hand_in();
  }

  Books& books_;
  const std::string what_;
  const Combine combine_;
  const Write write_;
  Numbers waiting_;
  bool is_on_its_way_ = false;
  // Callbacks that come later hold it weakly.
  const std::shared_ptr<GatheredWrites*> self_ = std::make_shared<GatheredWrites*>(this);
};

}  // namespace signalbox
