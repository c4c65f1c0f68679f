// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compat/comparison.hpp"
#include "compat/shrink.hpp"

namespace signalbox::cli {

// In what ways a new client differs, without numbers: "missing-new BLOCK_IO_ERROR", "regressed
// test_x"; "new suite fails" where there is nothing else. Empty: it does not.
std::set<std::string> failures_of(const Comparison& comparison);

// The one that a smaller way is looked for: of an emission before one of a test.
std::string first_failure_of(const Comparison& comparison);

// Lines of a scenario that raise again what no other emission of the records has caused; `records`
// is what a run has kept of its emissions. Throws std::runtime_error if the file cannot be read.
std::vector<std::string> injections_of(const std::filesystem::path& records);

// A scenario that makes a new client differ in one way.
struct Reproducer {
  std::string failure;
  std::string text;  // of the scenario
  Shrunk shrunk;
};

// Leaves out of a scenario's parts what `failure` does not need. `compare` runs both suites while a
// scenario of this text is played; what it throws is no difference.
Reproducer reproducer_of(const std::string& failure, const std::vector<std::string>& parts,
                         const std::function<Comparison(const std::string& text)>& compare,
                         std::size_t max_tries);

}  // namespace signalbox::cli
