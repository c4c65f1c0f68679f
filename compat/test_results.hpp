// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace signalbox {

// What a suite has written cannot be read as test results; says where and why.
class TestResultsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct TestResult {
  enum class Outcome { passed, failed, skipped };
  std::string name;  // "Suite.Test", "tests.test_disk.Disk.test_full", "1 - writes fail"
  Outcome outcome = Outcome::passed;
  std::string message;  // of a failure or a skip, on one line; may be empty

  bool operator==(const TestResult&) const = default;
};

using TestResults = std::vector<TestResult>;

// JUnit's XML, as GoogleTest and pytest write it: names are "CLASSNAME.NAME". Throws
// TestResultsError.
TestResults read_junit(const std::string& text);

// TAP, versions 12 to 14: names are the descriptions, numbers where a test has none. "# TODO" does
// not fail, "Bail out!" is a failure of its own, and so is a test of the plan that did not run.
// Lines that are no TAP are left out.
TestResults read_tap(const std::string& text);

// The text has a plan or a version line of TAP.
bool looks_like_tap(const std::string& text);

}  // namespace signalbox
