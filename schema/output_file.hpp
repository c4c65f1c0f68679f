// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "schema/source.hpp"

namespace signalbox::schema {

// Writes `text` unless the file holds it already, so that nothing is built again for it. Makes the
// folder; throws std::system_error with the path.
void write_if_changed(const std::filesystem::path& path, const std::string& text);

// A makefile rule that makes `target` of all that was read.
std::string dependencies_of(const std::filesystem::path& target, const Sources& sources);

}  // namespace signalbox::schema
