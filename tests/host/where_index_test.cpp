// SPDX-License-Identifier: Apache-2.0
#include "host/where_index.hpp"

#include <time.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "host/connection.hpp"

namespace signalbox {
namespace {

class WhereIndexTest : public testing::Test {
 protected:
  Connection& add(std::vector<Where::Term> terms) {
    auto made = std::make_unique<Connection>();
    made->where = std::make_unique<const Where>(std::move(terms), "");
    index_.add(*made);
    return *connections_.emplace_back(std::move(made));
  }

  std::vector<Connection*> match(const std::string& data) {
    std::vector<Connection*> matched;
    index_.match(data, matched);
    return matched;
  }

  using Connections = std::vector<Connection*>;
  WhereIndex index_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

TEST_F(WhereIndexTest, FindsThoseWhoseMembersAreEqual) {
  Connection& disk0 = add({{{"device"}, {"sdisk0"}}});
  add({{{"device"}, {"sdisk1"}}});

  EXPECT_EQ(match(R"({"device": "disk0", "action": "stop"})"), Connections{&disk0});
}

TEST_F(WhereIndexTest, ComparesNumbersByValue) {
  Connection& three = add({{{"offset"}, {"n3"}}});

  EXPECT_EQ(match(R"({"offset": 3})"), Connections{&three});
  EXPECT_EQ(match(R"({"offset": 3.0})"), Connections{&three});
  EXPECT_EQ(match(R"({"offset": "3"})"), Connections{});
}

TEST_F(WhereIndexTest, TakesOneOfSeveralValuesOnce) {
  Connection& either = add({{{"device"}, {"sa", "sb"}}, {{"reason"}, {"sio", "snospc"}}});

  EXPECT_EQ(match(R"({"reason": "io", "device": "b"})"), Connections{&either});
  EXPECT_EQ(match(R"({"reason": "other", "device": "b"})"), Connections{});
}

TEST_F(WhereIndexTest, LooksIntoNestedMembers) {
  Connection& host = add({{{"client", "host"}, {"s::1"}}});

  EXPECT_EQ(match(R"({"client": {"host": "::1"}})"), Connections{&host});
  EXPECT_EQ(match(R"({"client": "::1"})"), Connections{});
}

TEST_F(WhereIndexTest, AMissingMemberNeverMatches) {
  add({{{"device"}, {"sdisk0"}}});

  EXPECT_EQ(match("{}"), Connections{});
  EXPECT_EQ(match(""), Connections{});
  EXPECT_EQ(match(R"({"device": null})"), Connections{});
}

TEST_F(WhereIndexTest, ForgetsWhatIsRemoved) {
  Connection& first = add({{{"device"}, {"sa", "sb"}}});
  Connection& second = add({{{"device"}, {"sa"}}});

  index_.remove(first);

  EXPECT_EQ(match(R"({"device": "a"})"), Connections{&second});
  EXPECT_EQ(match(R"({"device": "b"})"), Connections{});
  index_.remove(second);
  EXPECT_TRUE(index_.empty());
}

TEST_F(WhereIndexTest, KeepsOthersThatWantTheSame) {
  Connection& first = add({{{"device"}, {"sa", "sb"}}});
  Connection& second = add({{{"device"}, {"sb", "sa"}}});
  Connection& third = add({{{"device"}, {"sa"}}});

  index_.remove(second);
  index_.remove(second);  // is not there any more

  EXPECT_EQ(match(R"({"device": "a"})"), (Connections{&first, &third}));
  EXPECT_EQ(match(R"({"device": "b"})"), Connections{&first});
  index_.remove(first);
  EXPECT_EQ(match(R"({"device": "a"})"), Connections{&third});
  EXPECT_EQ(index_.size(), 1u);
}

// Processor time of this thread, in seconds.
double processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The least of some attempts to remove `count` connections that all want the same 64 values.
double time_to_remove(std::size_t count) {
  const std::vector<std::string> values = [] {
    std::vector<std::string> all;
    for (int i = 0; i < 64; ++i) all.push_back("n" + std::to_string(i));
    return all;
  }();
  double least = std::numeric_limits<double>::max();
  for (int attempt = 0; attempt < 3; ++attempt) {
    WhereIndex index;
    std::vector<Connection> connections(count);
    for (Connection& each : connections) {
      each.where =
          std::make_unique<const Where>(std::vector<Where::Term>{{{"offset"}, values}}, "");
      index.add(each);
    }
    const double start = processor_time();
    for (Connection& each : connections) index.remove(each);
    least = std::min(least, processor_time() - start);
  }
  return least;
}

// 16 times as many cost 256 times as much where each looks for itself among the others.
TEST(WhereIndexTime, ARemovalCostsTheSameHoweverManyWantTheSame) {
  EXPECT_LT(time_to_remove(3200), 80 * time_to_remove(200));
}

}  // namespace
}  // namespace signalbox
