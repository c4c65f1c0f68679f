// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/finding.hpp"

namespace signalbox::cli {

// Examines a plugin as a host would take it: the file and who may write to it, the symbols of a
// private copy, and what that does in a process of its own (plugin_trial.hpp), which is ended after
// `limit`. `configuration` is a JSON object.
std::vector<Finding> examine_plugin(const std::filesystem::path& file,
                                    const std::string& configuration, std::chrono::seconds limit);

}  // namespace signalbox::cli
