// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "compat/test_results.hpp"

namespace signalbox::cli {

// The results of the tests that a suite has run: each JUnit XML file below `directory`, in the
// order of their names, and TAP in what it has printed. What cannot be read is a failed test with
// the file's name.
TestResults suite_results(const std::filesystem::path& directory,
                          const std::filesystem::path& output);

}  // namespace signalbox::cli
