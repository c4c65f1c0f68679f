// SPDX-License-Identifier: Apache-2.0
#include "compat/test_parity.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace signalbox {

namespace {

// One test in all runs of its suite.
struct Test {
  bool has_passed = false;
  bool has_failed = false;
  bool has_run() const { return has_passed || has_failed; }
  bool is_flaky() const { return has_passed && has_failed; }
  std::string message;
};

// The tests of a suite by name, and their names in the order in which they first came.
struct Tests {
  std::map<std::string, Test> by_name;
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> by_last_part;
};

std::string last_part(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

Tests tests_of(const std::vector<TestResults>& runs) {
  Tests tests;
  for (const TestResults& run : runs) {
    for (const TestResult& each : run) {
      if (each.outcome == TestResult::Outcome::skipped) continue;
      const auto [entry, is_new] = tests.by_name.try_emplace(each.name);
      if (is_new) {
        tests.names.push_back(each.name);
        tests.by_last_part[last_part(each.name)].push_back(each.name);
      }
      Test& test = entry->second;
      const bool passed = each.outcome == TestResult::Outcome::passed;
      (passed ? test.has_passed : test.has_failed) = true;
      if (!passed && test.message.empty()) test.message = each.message;
    }
  }
  return tests;
}

std::string name_in(const Tests& fresh, const Tests& old, const std::string& name,
                    const std::map<std::string, std::string>& names) {
  if (const auto mapped = names.find(name); mapped != names.end()) return mapped->second;
  if (fresh.by_name.contains(name)) return name;
  const std::string last = last_part(name);
  const auto candidates = fresh.by_last_part.find(last);
  if (candidates == fresh.by_last_part.end() || candidates->second.size() != 1) return {};
  if (old.by_last_part.at(last).size() != 1) return {};
  return candidates->second.front();
}

TestParity parity_of(const Test* old, const Test* fresh) {
  if (fresh == nullptr) return TestParity::only_old;
  if (old == nullptr) return TestParity::only_new;
  if (old->is_flaky() || fresh->is_flaky()) return TestParity::flaky;
  if (old->has_passed) return fresh->has_passed ? TestParity::both_pass : TestParity::regressed;
  return fresh->has_passed ? TestParity::fixed : TestParity::both_fail;
}

}  // namespace

std::string_view name_of(TestParity parity) {
  switch (parity) {
    case TestParity::both_pass: return "both pass";
    case TestParity::both_fail: return "both fail";
    case TestParity::regressed: return "regressed";
    case TestParity::fixed: return "fixed";
    case TestParity::only_old: return "only old";
    case TestParity::only_new: return "only new";
    case TestParity::flaky: break;
  }
  return "flaky";
}

std::vector<TestRow> compare_tests(const std::vector<TestResults>& old,
                                   const std::vector<TestResults>& fresh,
                                   const std::map<std::string, std::string>& names) {
  const Tests before = tests_of(old);
  const Tests after = tests_of(fresh);
  std::vector<TestRow> rows;
  std::set<std::string> used;
  for (const std::string& name : before.names) {
    const Test& test = before.by_name.at(name);
    const std::string other = name_in(after, before, name, names);
    const auto found = after.by_name.find(other);
    const Test* const its = found == after.by_name.end() ? nullptr : &found->second;
    if (its != nullptr) used.insert(other);
    rows.push_back({name, its != nullptr && other != name ? other : "", parity_of(&test, its),
                    test.message, its == nullptr ? "" : its->message});
  }
  for (const std::string& name : after.names) {
    if (used.contains(name)) continue;
    const Test& test = after.by_name.at(name);
    rows.push_back({name, "", parity_of(nullptr, &test), "", test.message});
  }
  return rows;
}

}  // namespace signalbox
