// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "schema/faults.hpp"
#include "schema/source.hpp"
#include "schema/syntax.hpp"

namespace signalbox::schema {

// A schema file and all that it includes, each once, in the place where it is first included.
struct Loaded {
  std::vector<Node> expressions;
  std::string text;  // the same as text
};

// `path` is read from the file system; so are includes, looked for beside the file that names
// them and then in `include_directories`. Throws std::system_error if `path` cannot be read;
// an include that cannot is a fault.
Loaded load(const std::filesystem::path& path,
            const std::vector<std::filesystem::path>& include_directories, Sources& sources,
            Faults& faults);

// The same for text that is in memory and includes nothing.
Loaded load_text(std::string path, std::string text, Sources& sources, Faults& faults);

}  // namespace signalbox::schema
