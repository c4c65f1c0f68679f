// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "host/directory_watch.hpp"

namespace signalbox {

class Machine;

// Follows what is dropped into a machine's plugin directories: a file that comes is loaded, one
// that goes is unloaded, one that is replaced is replaced. A refusal is logged, and what was
// loaded goes on. [loop]
class PluginDirectories {
 public:
  // Watches from now on. Throws std::system_error when a directory cannot be watched.
  explicit PluginDirectories(Machine& machine);

  // Loads what is there already; does not wait for it.
  void load_all();

 private:
  void changed();
  void load(const std::filesystem::path& file);
  void unload(const std::filesystem::path& file);

  Machine& machine_;
  DirectoryWatch watch_;
};

}  // namespace signalbox
