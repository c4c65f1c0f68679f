// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// Runs the program's tests, as the words after its name choose (--gtest_filter=…). Returns its exit
// status: 0; 1, a test failed; 77, a test was skipped and none failed. Nothing is printed that
// CMake's gtest_discover_tests takes for a skip: ctest would not look at the exit status then,
// which sanitizers change when the program ends.
int run_tests(int count, char** words);

}  // namespace signalbox
