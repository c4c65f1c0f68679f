// SPDX-License-Identifier: Apache-2.0
#include "host/fifo.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

// Texts that are kept for later frames, and how large they may be: 4 MiB in all.
constexpr std::size_t kMostSpare = 1024;
constexpr std::size_t kLargestSpare = 4096;

}  // namespace

std::string Fifo::put(FifoItem item) {
  std::string spare;
  bool was_empty = false;
  bytes_ += item.frame.text.size();
  item.by_loop = taker_.load(std::memory_order_relaxed) == std::this_thread::get_id();
  {
    const std::lock_guard lock(mutex_);
    was_empty = incoming_.empty();
    if (was_empty) has_incoming_ = true;
    incoming_.push_back(std::move(item));
    ++put_count_;
    if (!spare_.empty()) {
      spare = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  if (was_empty) wake_();
  return spare;
}

std::span<FifoItem> Fifo::next(std::size_t count) {
  taker_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  if (next_ == outgoing_.size()) refill();
  return {outgoing_.data() + next_, std::min(count, outgoing_.size() - next_)};
}

void Fifo::done(std::size_t count) {
  done_count_ += count;
  for (; count > 0; --count, ++next_) {
    FifoItem& item = outgoing_[next_];
    bytes_ -= item.frame.text.size();
    item.tap.reset();
    item.function = nullptr;
    item.answer.reset();
    const bool serves_again = item.kind == FifoItem::Kind::frame &&
                              item.frame.text.capacity() <= kLargestSpare &&
                              used_.size() < kMostSpare;
    if (serves_again) used_.push_back(std::move(item.frame.text));
  }
}

std::uint64_t Fifo::put_count() const {
  const std::lock_guard lock(mutex_);
  return put_count_;
}

void Fifo::refill() {
  outgoing_.clear();
  next_ = 0;
  const std::lock_guard lock(mutex_);
  outgoing_.swap(incoming_);
  has_incoming_ = false;
  for (std::string& each : used_) {
    if (spare_.size() == kMostSpare) break;
    spare_.push_back(std::move(each));
  }
  used_.clear();
}

}  // namespace signalbox
