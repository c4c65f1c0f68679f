// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace signalbox {

// The text of a configuration file, once it was found that no other user could change it, nor a
// file that it includes (host/trusted_path.hpp). Throws ConfigError.
std::string config_text(const std::filesystem::path& file);

// The same of a file of a machine-dir, which includes no other and is a regular file: this does not
// wait for a FIFO's other end.
std::string machine_config_text(const std::filesystem::path& file);

}  // namespace signalbox
