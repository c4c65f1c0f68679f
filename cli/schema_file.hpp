// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iostream>
#include <optional>
#include <vector>

#include "schema/schema.hpp"

namespace signalbox::cli {

// Reads a schema as qmpc does. Nothing if it has faults, which are printed on `out`, a line each.
// Throws std::system_error if the file cannot be read.
std::optional<schema::Schema> read_schema(
    const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& include_directories, std::ostream& out = std::cerr);

}  // namespace signalbox::cli
