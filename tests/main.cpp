// SPDX-License-Identifier: Apache-2.0
#include "tests/run_tests.hpp"

int main(int count, char** words) {
  return signalbox::run_tests(count, words);
}
