// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace signalbox::cli {

// What the dynamic symbol table of a shared object says, read from the file: nothing of it runs.
struct SharedObject {
  std::vector<std::string> exports;
  std::vector<std::string> unique;  // of them those that are unique in the process, and pin it
  std::vector<std::string> imports;
  std::vector<std::string> needs;  // "libc.so.6"
};

// `file` is a shared object of this machine's kind. Throws std::runtime_error if it is cut short.
// `origin` is what errors call it.
SharedObject read_shared_object(const std::filesystem::path& file,
                                const std::filesystem::path& origin);

}  // namespace signalbox::cli
