// SPDX-License-Identifier: Apache-2.0
#include "host/tap.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// A tap without a signal, and connections of one client to it. The frames are events 0, 1, …
class TapTest : public testing::Test {
 protected:
  TapTest() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }

  ~TapTest() override { ::close(ends_[1]); }

  static HostConfig config() {
    HostConfig config;
    config.machines.emplace_back().name = "m";
    return config;
  }

  // `test` runs on the loop, with a session of a client that has connected.
  void run(const std::function<void()>& test) {
    loop_.post([&] {
      host_.start();
      Machine& machine = *host_.machine("m");
      machine.accept(ends_[0], listener_);
      session_ = machine.sessions().begin()->second.get();
      test();
      for (const auto& each : connections_) {
        if (is_there(*each)) tap_.remove(*each);
        each->tap.reset();
      }
      host_.stop();
    });
    loop_.run();
  }

  Connection& add(bool is_active, std::vector<Where::Term> where = {}) {
    auto made = std::make_unique<Connection>();
    made->session = session_;
    made->tag = "t" + std::to_string(connections_.size());
    made->tail = "}\r\n";
    made->account = &accounts_.at(connections_.size());
    if (!where.empty()) made->where = std::make_unique<const Where>(std::move(where), "");
    Connection& connection = *connections_.emplace_back(std::move(made));
    tap_.add(connection);
    if (is_active) start(connection);
    return connection;
  }

  void start(Connection& connection) {
    connection.active = true;
    tap_.started(connection);
  }

  void remove(Connection& connection) {
    tap_.remove(connection);
    connection.ended = "removed";
  }

  static bool is_there(const Connection& connection) { return connection.ended.empty(); }

  std::span<const FifoItem> frames(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      FifoItem item;
      item.kind = FifoItem::Kind::frame;
      item.frame.text = "{\"data\": {\"number\": " + std::to_string(i) + "}";
      item.frame.data_offset = item.frame.text.find("{\"number");
      frames_.push_back(std::move(item));
    }
    return frames_;
  }

  std::vector<std::uint64_t> sent() const {
    std::vector<std::uint64_t> all;
    for (const auto& each : connections_) all.push_back(each->sent);
    return all;
  }

  using Counts = std::vector<std::uint64_t>;
  std::array<int, 2> ends_{-1, -1};
  Loop loop_;
  const std::shared_ptr<const ListenerConfig> listener_ = std::make_shared<ListenerConfig>();
  Host host_{loop_, config(), {}};
  Session* session_ = nullptr;
  Fifo fifo_{[] {}};
  Tap tap_{fifo_, nullptr, "{}"};
  std::array<Account, 8> accounts_{};
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<FifoItem> frames_;
};

TEST_F(TapTest, FansOutARoundInShares) {
  run([&] {
    for (int i = 0; i < 5; ++i) add(true);
    const auto all = frames(2);

    EXPECT_EQ(tap_.begin(all).explicits, 5U);
    EXPECT_FALSE(tap_.fan_out(all, 3));  // to two, as one of them is within three deliveries
    EXPECT_EQ(sent(), (Counts{2, 2, 0, 0, 0}));
    EXPECT_FALSE(tap_.fan_out(all, 3));
    EXPECT_TRUE(tap_.fan_out(all, 3));
    EXPECT_EQ(sent(), (Counts{2, 2, 2, 2, 2}));
  });
}

TEST_F(TapTest, HasSentNothingTwiceWhenOneThatWasServedLeaves) {
  run([&] {
    for (int i = 0; i < 5; ++i) add(true);
    const auto all = frames(2);
    tap_.begin(all);
    tap_.fan_out(all, 3);

    remove(*connections_[0]);

    EXPECT_FALSE(tap_.fan_out(all, 3));
    EXPECT_TRUE(tap_.fan_out(all, 3));
    EXPECT_EQ(sent(), (Counts{2, 2, 2, 2, 2}));
    EXPECT_EQ(tap_.begin(all).explicits, 4U);
  });
}

TEST_F(TapTest, WhatWasDueToOneThatLeavesHasFailed) {
  run([&] {
    for (int i = 0; i < 5; ++i) add(true);
    const auto all = frames(2);
    tap_.begin(all);
    tap_.fan_out(all, 3);

    remove(*connections_[3]);

    EXPECT_TRUE(tap_.fan_out(all, 100));
    EXPECT_EQ(sent(), (Counts{2, 2, 2, 0, 2}));
    EXPECT_EQ(accounts_[3].due, 2U);
    EXPECT_EQ(accounts_[3].failed, 2U);
    EXPECT_EQ(accounts_[2].due, 2U);
    EXPECT_EQ(accounts_[2].failed, 0U);
  });
}

TEST_F(TapTest, WhoStartsInARoundHearsNothingOfIt) {
  run([&] {
    Connection& waits = add(false);
    for (int i = 0; i < 4; ++i) add(true);
    Connection& last = add(false);
    const auto all = frames(2);
    EXPECT_EQ(tap_.begin(all).explicits, 4U);
    tap_.fan_out(all, 3);

    start(waits);
    start(last);
    add(true);

    while (!tap_.fan_out(all, 3)) continue;
    EXPECT_EQ(sent(), (Counts{0, 2, 2, 2, 2, 0, 0}));
    EXPECT_EQ(tap_.begin(all).explicits, 7U);
    EXPECT_TRUE(tap_.fan_out(all, 100));
    EXPECT_EQ(sent(), (Counts{2, 4, 4, 4, 4, 2, 2}));
  });
}

TEST_F(TapTest, TheSameHoldsForConditions) {
  const std::vector<Where::Term> first{{{"number"}, {"n0"}}};
  const std::vector<Where::Term> any{{{"number"}, {"n0", "n1"}}};
  run([&] {
    add(true, any);
    add(true, first);
    Connection& leaves = add(true, any);
    Connection& waits = add(false, any);
    const auto all = frames(2);

    EXPECT_EQ(tap_.begin(all).explicits, 3U);
    EXPECT_FALSE(tap_.fan_out(all, 0));  // one match
    const Counts before = sent();
    EXPECT_EQ(before[0] + before[1] + before[2], 1U);
    start(waits);
    const std::uint64_t missed = 2 - leaves.sent;
    remove(leaves);

    while (!tap_.fan_out(all, 0)) continue;
    EXPECT_EQ(sent(), (Counts{2, 1, before[2], 0}));
    EXPECT_EQ(accounts_[2].failed, missed);
    EXPECT_EQ(leaves.matched, 2U);
  });
}

}  // namespace
}  // namespace signalbox
