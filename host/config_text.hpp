// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace signalbox {

// The text of a configuration file, and the files that it includes, directly or not, by their paths
// from the current directory.
struct ConfigText {
  std::string text;
  std::vector<std::filesystem::path> included;
};

// Reads a configuration file, once it was found that no other user could change it, nor a file that
// it includes (host/trusted_path.hpp). A pipe is read until its writers have closed it. Throws
// ConfigError, also for more than 16 MiB and for what is neither a file nor a pipe.
ConfigText config_text(const std::filesystem::path& file);

// The text of a file of a machine-dir, with the same errors. The file includes no other, is a
// regular one, and has 1 MiB at most.
std::string machine_config_text(const std::filesystem::path& file);

}  // namespace signalbox
