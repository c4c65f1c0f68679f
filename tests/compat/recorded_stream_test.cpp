// SPDX-License-Identifier: Apache-2.0
#include "compat/recorded_stream.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace signalbox {
namespace {

const std::string greeting = R"({"t": 0, "from": "server", "msg": {"QMP": {}}})"
                             "\n";

std::string event(const char* name, const char* numbers = "") {
  return std::string(R"({"t": 1, "from": "server", )") + numbers + R"("msg": {"event": ")" + name +
         "\"}}\n";
}

RecordedStream stream(const std::string& text) {
  std::istringstream input(text);
  return RecordedStream(input, "r.jsonl");
}

TEST(RecordedStream, LeavesOutSingleEvents) {
  const std::string a = event("A"), b = event("B"), c = event("C");
  const RecordedStream all = stream(greeting + a + b + c);

  EXPECT_EQ(all.roots(), 3U);
  EXPECT_EQ(all.with({0, 1, 2}), greeting + a + b + c);
  EXPECT_EQ(all.with({1}), greeting + b);
  EXPECT_EQ(all.with({}), greeting);
}

TEST(RecordedStream, WhatAnEmissionCausedGoesWithIt) {
  const std::string first = event("A", R"("number": 7, )");
  const std::string second = event("B", R"("number": 8, "cause": 7, )");
  const std::string third = event("C", R"("number": 9, "cause": 8, )");
  const std::string other = event("D", R"("number": 10, "cause": 0, )");
  const RecordedStream all = stream(first + second + third + other);

  EXPECT_EQ(all.roots(), 2U);
  EXPECT_EQ(all.with({0}), first + second + third);
  EXPECT_EQ(all.with({1}), other);
}

TEST(RecordedStream, SeveralEventsOfOneEmissionStayTogether) {
  const std::string one = event("A", R"("number": 7, )");
  const RecordedStream all = stream(one + one);

  EXPECT_EQ(all.roots(), 1U);
  EXPECT_EQ(all.with({0}), one + one);
}

}  // namespace
}  // namespace signalbox
