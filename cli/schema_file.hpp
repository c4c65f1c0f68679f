// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "schema/schema.hpp"

namespace signalbox::cli {

// Reads a schema as qmpc does. Nothing if it has faults, which are printed on stderr. Throws
// std::system_error if the file cannot be read.
std::optional<schema::Schema> read_schema(
    const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& include_directories);

}  // namespace signalbox::cli
