// SPDX-License-Identifier: Apache-2.0
#include "host/where_index.hpp"

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

}  // namespace
}  // namespace signalbox
