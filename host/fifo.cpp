// SPDX-License-Identifier: Apache-2.0
#include "host/fifo.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace signalbox {

void Fifo::put(FifoItem item) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = first_ == items_.size();
    bytes_ += item.frame.text.size();
    items_.push_back(std::move(item));
  }
  if (was_empty) wake_();
}

bool Fifo::take(std::vector<FifoItem>& items, std::size_t count) {
  const std::lock_guard lock(mutex_);
  const std::size_t taken = std::min(count, items_.size() - first_);
  if (taken == 0) return false;
  const auto begin = items_.begin() + static_cast<std::ptrdiff_t>(first_);
  const auto end = begin + static_cast<std::ptrdiff_t>(taken);
  for (auto item = begin; item != end; ++item) bytes_ -= item->frame.text.size();
  std::move(begin, end, std::back_inserter(items));
  first_ += taken;
  if (first_ == items_.size()) {
    items_.clear();
    first_ = 0;
  } else if (first_ > items_.size() / 2) {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  return true;
}

bool Fifo::empty() const {
  const std::lock_guard lock(mutex_);
  return first_ == items_.size();
}

std::size_t Fifo::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace signalbox
