// SPDX-License-Identifier: Apache-2.0
#include "host/fifo.hpp"

#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

FifoItem frame(std::string text) {
  FifoItem item;
  item.kind = FifoItem::Kind::frame;
  item.frame.text = std::move(text);
  return item;
}

class FifoTest : public testing::Test {
 protected:
  std::vector<std::string> taken(std::size_t count) {
    std::vector<std::string> texts;
    const auto items = fifo_.next(count);
    for (const FifoItem& each : items) texts.push_back(each.frame.text);
    fifo_.done(items.size());
    return texts;
  }

  int wakes_ = 0;
  Fifo fifo_{[this] { ++wakes_; }};
};

TEST_F(FifoTest, KeepsTheOrderAcrossSmallTakes) {
  for (const char* const text : {"a", "b", "c"}) fifo_.put(frame(text));
  const std::vector<std::string> first = taken(2);
  fifo_.put(frame("d"));

  EXPECT_EQ(first, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(taken(2), (std::vector<std::string>{"c"}));
  EXPECT_EQ(taken(2), (std::vector<std::string>{"d"}));
  EXPECT_TRUE(fifo_.empty());
}

TEST_F(FifoTest, WakesTheLoopOnceForAllThatComesBeforeItLooks) {
  fifo_.put(frame("a"));
  fifo_.put(frame("b"));
  taken(1);
  EXPECT_EQ(wakes_, 1);

  fifo_.put(frame("c"));

  EXPECT_EQ(wakes_, 2);
  EXPECT_FALSE(fifo_.empty());
}

TEST_F(FifoTest, LooksThroughWhatWaits) {
  const auto waits = [this](std::string_view text) {
    return fifo_.any_of([text](const FifoItem& item) { return item.frame.text == text; });
  };
  for (const char* const text : {"a", "b"}) fifo_.put(frame(text));
  taken(1);
  fifo_.put(frame("c"));

  EXPECT_FALSE(waits("a"));
  EXPECT_TRUE(waits("b"));
  EXPECT_TRUE(waits("c"));
  taken(2);
  EXPECT_FALSE(waits("b"));
}

TEST_F(FifoTest, KnowsWhatTheThreadThatTakesHasPutIn) {
  taken(1);
  fifo_.put(frame("a"));
  std::thread([this] { fifo_.put(frame("b")); }).join();

  const auto items = fifo_.next(2);

  ASSERT_EQ(items.size(), 2U);
  EXPECT_TRUE(items[0].by_loop);
  EXPECT_FALSE(items[1].by_loop);
}

TEST_F(FifoTest, CountsTheBytesThatWait) {
  fifo_.put(frame("12345"));
  fifo_.put(frame("678"));
  EXPECT_EQ(fifo_.bytes(), 8U);

  taken(1);

  EXPECT_EQ(fifo_.bytes(), 3U);
}

TEST_F(FifoTest, KeepsWhatIsNotDoneInFront) {
  for (const char* const text : {"a", "b", "c"}) fifo_.put(frame(text));

  EXPECT_EQ(fifo_.next(3).size(), 3U);
  fifo_.done(1);

  EXPECT_FALSE(fifo_.empty());
  EXPECT_EQ(fifo_.done_count(), 1U);
  EXPECT_EQ(fifo_.put_count(), 3U);
  EXPECT_EQ(taken(3), (std::vector<std::string>{"b", "c"}));
  EXPECT_TRUE(fifo_.empty());
}

TEST_F(FifoTest, HandsOutTheMemoryOfAFrameThatIsDoneWith) {
  const std::string text(1000, 'x');
  fifo_.put(frame(text));
  taken(1);
  taken(1);  // looks for more: what is done with is spare from here on

  const std::string spare = fifo_.put(frame("next"));

  EXPECT_GE(spare.capacity(), text.size());
}

TEST_F(FifoTest, LetsGoOfWhatAFunctionHoldsWhenItIsDone) {
  const auto held = std::make_shared<int>(1);
  FifoItem item;
  item.function = [held] {};
  fifo_.put(std::move(item));
  fifo_.next(1);
  EXPECT_EQ(held.use_count(), 2);

  fifo_.done(1);

  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace signalbox
