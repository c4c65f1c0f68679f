// SPDX-License-Identifier: Apache-2.0
#include "host/outbox_memory.hpp"

#include <utility>

namespace signalbox {

namespace {

// Kept at most: of one block twice what is written at once, and of all together enough for an event
// to each of 10,000 clients.
constexpr std::size_t kLargestBlock = 128 * 1024;
constexpr std::size_t kMostMemory = 8 * 1024 * 1024;

// A larger block is freed by destroy_.
constexpr std::size_t kMostFreedHere = 1024 * 1024;

}  // namespace

OutboxBlock OutboxMemory::take() {
  if (blocks_.empty()) return {};
  OutboxBlock block = std::move(blocks_.back());
  blocks_.pop_back();
  capacity_ -= block.capacity();
  return block;
}

void OutboxMemory::give_back(OutboxBlock block) {
  const std::size_t capacity = block.capacity();
  if (capacity > kMostFreedHere) {
    std::list<OutboxBlock> one;
    one.push_back(std::move(block));
    return give_back(std::move(one));
  }
  if (capacity == 0 || capacity > kLargestBlock || capacity_ + capacity > kMostMemory) return;
  block.text.clear();
  block.marks.clear();
  capacity_ += capacity;
  blocks_.push_back(std::move(block));
}

void OutboxMemory::give_back(std::list<OutboxBlock> blocks) {
  if (!blocks.empty()) destroy_(std::move(blocks));
}

}  // namespace signalbox
