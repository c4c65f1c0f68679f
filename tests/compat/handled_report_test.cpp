// SPDX-License-Identifier: Apache-2.0
#include "compat/handled_report.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "compat/emission_record.hpp"

namespace signalbox {
namespace {

constexpr std::uint64_t kPatience = 65'536;  // as in handled_report.cpp
constexpr std::uint64_t kStep = 1024;        // it looks after so many

std::string line_of(std::int64_t seconds) {
  return R"({"event": "STOP", "timestamp": {"seconds": )" + std::to_string(seconds) +
         ", \"microseconds\": 0}}\n";
}

EmissionRecord emission(std::uint64_t number, std::int64_t seconds) {
  EmissionRecord record;
  record.number = number;
  record.event = "STOP";
  record.seconds = seconds;
  return record;
}

// So many emissions that the client does not tell of, from a number on.
void pass_by(HandledReport& report, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t number = first; number < first + count; ++number) {
    report.add(emission(number, 1), 1);
    EXPECT_TRUE(report.take(number).empty());
  }
}

TEST(HandledReport, ALineWhoseEmissionDoesNotComeExpires) {
  std::istringstream lines(line_of(9));
  HandledReport report(&lines);

  pass_by(report, 1, kPatience);
  EXPECT_EQ(report.invented_count(), 0u) << "its emission may still come";
  pass_by(report, 1 + kPatience, 2 * kStep);

  ASSERT_EQ(report.invented_count(), 1u);
  EXPECT_EQ(report.invented()[0].seconds, 9);
}

// Lines that never expired would end the reading: 4,096 of them are ahead at most.
TEST(HandledReport, LinesBehindManyInventedOnesAreRead) {
  std::string text;
  for (int i = 0; i < 4096; ++i) text += line_of(9);
  std::istringstream lines(text + line_of(2));
  HandledReport report(&lines);
  pass_by(report, 1, kPatience + 2 * kStep);
  EXPECT_EQ(report.invented_count(), 4096u);

  report.add(emission(1'000'000, 2), 1);

  EXPECT_EQ(report.take(1'000'000).size(), 1u);
}

}  // namespace
}  // namespace signalbox
