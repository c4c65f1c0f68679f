// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "cli/finding.hpp"

namespace signalbox::cli {

// Maps a plugin into this process, reads its schema, makes, starts, replaces and ends instances of
// it, counts what they leave behind, and unmaps it. `about_to` is told each step before it is
// taken, `found` what has come of it. Stops at the first fault that a host would refuse it for.
// `configuration` is a JSON object. Whatever a plugin does wrong hits this process.
void try_plugin(const std::filesystem::path& file, const std::string& configuration,
                const std::function<void(const std::string&)>& about_to,
                const std::function<void(const Finding&)>& found);

}  // namespace signalbox::cli
