// SPDX-License-Identifier: Apache-2.0
#include "host/limits.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "host/log.hpp"

namespace signalbox {
namespace {

LimitValues values_with(Limit limit, std::uint64_t value) {
  LimitValues values;
  values.set(limit, value);
  return values;
}

TEST(Limits, AnAmountUpToTheLimitIsAllowedAndTheHighestIsKept) {
  Limits limits(values_with(Limit::where_values, 10));

  EXPECT_TRUE(limits.allows(Limit::where_values, 10));
  EXPECT_TRUE(limits.allows(Limit::where_values, 3));
  EXPECT_FALSE(limits.allows(Limit::where_values, 11));

  EXPECT_EQ(limits.highest(Limit::where_values), 10u);
  EXPECT_EQ(limits.times_reached(Limit::where_values), 0u);
}

TEST(Limits, ARefusalNamesLimitAndKeyAndIsCounted) {
  Limits limits(values_with(Limit::session_connections, 2));

  EXPECT_EQ(limits.refusal(Limit::session_connections, 2, "somebody"), "");
  EXPECT_EQ(limits.refusal(Limit::session_connections, 3, "somebody"),
            "At most 2 connections of a session are allowed (limits: session-connections)");

  EXPECT_EQ(limits.times_reached(Limit::session_connections), 1u);
}

TEST(Limits, OneThatIsMetAgainAndAgainHasOneLineInTheLog) {
  Limits limits(values_with(Limit::session_connections, 2));

  finish_log(std::chrono::seconds(30));  // lines of other tests
  testing::internal::CaptureStderr();
  for (int i = 0; i < 100; ++i) limits.reached(Limit::session_connections, "machine m: client 7");
  finish_log(std::chrono::seconds(30));
  const std::string log = testing::internal::GetCapturedStderr();

  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
  EXPECT_NE(log.find("machine m: client 7: At most 2 connections of a session are allowed (limits: "
                     "session-connections); the connection is refused"),
            std::string::npos)
      << log;
  EXPECT_EQ(limits.times_reached(Limit::session_connections), 100u);
}

// Defaults stand in the page as sizes with a unit where they are bytes.
std::string default_text(const LimitRow& row) {
  if (row.fallback == 0) return "";  // the system's
  if (row.unit == LimitRow::Unit::count) return std::to_string(row.fallback);
  for (const auto& [unit, size] : {std::pair('G', 1 << 30), {'M', 1 << 20}, {'K', 1 << 10}}) {
    if (row.fallback % static_cast<std::uint64_t>(size) == 0) {
      return std::to_string(row.fallback / static_cast<std::uint64_t>(size)) + unit;
    }
  }
  return std::to_string(row.fallback);
}

TEST(Limits, EachHasItsRowInTheConfigurationPage) {
  std::ostringstream page;
  page << std::ifstream(CONFIGURATION_PAGE).rdbuf();
  for (const LimitRow& row : limit_rows()) {
    const std::string begin = "\n| `" + std::string(row.key) + "` | " + default_text(row);
    EXPECT_NE(page.str().find(begin), std::string::npos) << begin;
  }
}

}  // namespace
}  // namespace signalbox
