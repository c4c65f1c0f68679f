// SPDX-License-Identifier: Apache-2.0
#include "host/outbox_memory.hpp"

#include <cstddef>
#include <list>
#include <utility>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

OutboxBlock block_of(std::size_t capacity) {
  OutboxBlock block;
  block.text.reserve(capacity);
  block.text.append("x");
  return block;
}

TEST(OutboxMemory, HandsOutFirstWhatCameLastAndEmpty) {
  OutboxMemory memory;
  memory.give_back(block_of(100));
  memory.give_back(block_of(200));

  const OutboxBlock block = memory.take();

  EXPECT_EQ(block.text.capacity(), 200U);
  EXPECT_TRUE(block.text.empty());
  EXPECT_EQ(memory.take().text.capacity(), 100U);
  EXPECT_EQ(memory.take().text.capacity(), 0U);
}

// A client that leaves while nothing waits for it has none to give back.
TEST(OutboxMemory, KeepsNoBlockWithoutMemory) {
  OutboxMemory memory;
  memory.give_back(block_of(100));
  for (int i = 0; i < 3; ++i) memory.give_back(OutboxBlock{});

  EXPECT_EQ(memory.take().text.capacity(), 100U);
}

TEST(OutboxMemory, KeepsNoBlockThatOneSlowClientMadeLarge) {
  OutboxMemory memory;

  memory.give_back(block_of(1 << 20));

  EXPECT_EQ(memory.take().text.capacity(), 0U);
}

TEST(OutboxMemory, LeavesWhatIsLargeToBeFreedElsewhere) {
  std::size_t left = 0;
  OutboxMemory memory([&left](std::list<OutboxBlock> blocks) { left += blocks.size(); });

  memory.give_back(block_of(100));
  EXPECT_EQ(left, 0U);
  memory.give_back(block_of(2 << 20));
  EXPECT_EQ(left, 1U);
  std::list<OutboxBlock> several;
  for (int i = 0; i < 3; ++i) several.push_back(block_of(100));
  memory.give_back(std::move(several));
  EXPECT_EQ(left, 4U);
}

TEST(OutboxMemory, KeepsNoMoreThanSoMuchInAll) {
  OutboxMemory memory;
  for (int i = 0; i < 1000; ++i) memory.give_back(block_of(100 << 10));

  std::size_t kept = 0;
  for (OutboxBlock block = memory.take(); block.text.capacity() > 0; block = memory.take()) {
    kept += block.text.capacity();
  }

  EXPECT_GT(kept, 0U);
  EXPECT_LE(kept, std::size_t{8} << 20);
}

}  // namespace
}  // namespace signalbox
