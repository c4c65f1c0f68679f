// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compat/test_results.hpp"

namespace signalbox {

// How one test compares in the two suites.
enum class TestParity { both_pass, both_fail, regressed, fixed, only_old, only_new, flaky };

std::string_view name_of(TestParity parity);  // "both pass"

struct TestRow {
  std::string name;      // in the old suite, or where it has none, in the new one
  std::string new_name;  // where it is another one
  TestParity parity = TestParity::both_pass;
  std::string old_message;  // of the first failure
  std::string new_message;
};

// One row a test, in the order of the old suite, then what only the new one has. Each suite has run
// several times; a test whose outcome is not always the same is flaky. A test that was skipped has
// not run. `names` maps old names to new ones; without it a test is the one of the same name, or
// else the only one in each suite with the same last part ("A.test_x" and "B.test_x").
std::vector<TestRow> compare_tests(const std::vector<TestResults>& old,
                                   const std::vector<TestResults>& fresh,
                                   const std::map<std::string, std::string>& names);

}  // namespace signalbox
