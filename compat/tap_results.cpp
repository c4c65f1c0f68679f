// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <regex>
#include <sstream>

#include "compat/test_results.hpp"

namespace signalbox {

namespace {

// "ok 3 - writes fail # SKIP no disk"
const std::regex kTest(R"(^(not )?ok\b ?(\d+)? ?-? ?(.*?)\s*(?:#\s*(skip|todo)\S*\s*(.*))?$)",
                       std::regex::icase | std::regex::optimize);
const std::regex kPlan(R"(^1\.\.(\d+)\s*(?:#.*)?$)", std::regex::optimize);

// A line that is longer is no TAP: std::regex recurses over what it matches.
constexpr std::size_t kMaxLine = 1000;

std::string without_line_end(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

TestResult result_of(const std::smatch& match, std::uint64_t number) {
  TestResult result;
  const std::string description = match[3];
  result.name = description.empty() ? "test " + std::to_string(number) : description;
  const std::string directive = match[4];
  const bool is_skip = !directive.empty() && (directive[0] == 's' || directive[0] == 'S');
  const bool is_todo = !directive.empty() && !is_skip;
  if (is_skip) {
    result.outcome = TestResult::Outcome::skipped;
  } else if (match[1].matched && !is_todo) {
    result.outcome = TestResult::Outcome::failed;
  }
  result.message = match[5];
  return result;
}

}  // namespace

TestResults read_tap(const std::string& text) {
  TestResults results;
  std::uint64_t planned = 0;
  std::uint64_t count = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = without_line_end(std::move(line));
    std::smatch match;
    if (line.size() > kMaxLine) continue;
    if (line.starts_with("Bail out!")) {
      results.push_back({"Bail out!", TestResult::Outcome::failed, line.substr(9)});
    } else if (std::regex_match(line, match, kPlan)) {
      planned = match[1].length() > 9 ? 0 : std::stoull(match[1]);
    } else if (std::regex_match(line, match, kTest)) {
      results.push_back(result_of(match, ++count));
    } else if (!results.empty() && results.back().outcome == TestResult::Outcome::failed &&
               results.back().message.empty() && line.starts_with("# ")) {
      results.back().message = line.substr(2);
    }
  }
  if (planned > count) {
    results.push_back({"(plan)", TestResult::Outcome::failed,
                       std::to_string(planned) + " tests were planned and " +
                           std::to_string(count) + " have run"});
  }
  return results;
}

bool looks_like_tap(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = without_line_end(std::move(line));
    if (line.size() > kMaxLine) continue;
    if (line.starts_with("TAP version ") || std::regex_match(line, kPlan)) return true;
  }
  return false;
}

}  // namespace signalbox
