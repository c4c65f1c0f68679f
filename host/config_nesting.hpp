// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace signalbox {

// Throws ConfigError where more than 100 blocks of an INFO text are open at once: the parser
// destroys blocks by recursion, and has no limit of its own. `file` is what the error calls it.
void check_nesting(const std::string& text, const std::filesystem::path& file);

}  // namespace signalbox
