// SPDX-License-Identifier: Apache-2.0
//
// Tests that end in each way a test can end, for outcome_test.py.
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace {

TEST(Case, Passes) {}

TEST(Case, Fails) {
  FAIL() << "a failure";
}

TEST(Case, Skips) {
  GTEST_SKIP() << "no machine";
}

TEST(Case, FailsAndSkips) {
  ADD_FAILURE() << "a failure";
  GTEST_SKIP() << "no machine";
}

// As a sanitizer that finds a leak.
TEST(Case, SkipsAndFailsAtExit) {
  std::atexit([] { _exit(23); });
  GTEST_SKIP() << "no machine";
}

}  // namespace
