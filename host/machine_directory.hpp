// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "host/config.hpp"
#include "host/directory_watch.hpp"

namespace signalbox {

class Host;

// Follows a directory with one file a machine: one that comes starts its machine, one that goes
// ends it, one that says something else ends it and starts it anew. What is wrong with a file is
// logged, and no other machine hears of it. [loop]
class MachineDirectory {
 public:
  // Watches from now on. Throws std::system_error when the directory cannot be watched, and
  // ConfigError when another user could put a file into it.
  MachineDirectory(Host& host, const std::filesystem::path& directory);

  // Starts what is there already.
  void start_all();

  // A machine has gone, and its name is free.
  void ended(const std::string& machine);

 private:
  void changed();
  void added(const std::filesystem::path& file);
  void removed(const std::filesystem::path& file);
  void start(const std::filesystem::path& file, const MachineConfig& machine);
  bool is_wanted(const std::filesystem::path& file, std::uint64_t number);
  bool is_free(const std::filesystem::path& file, const MachineConfig& machine);

  Host& host_;
  DirectoryWatch watch_;
  struct Started {
    MachineConfig config;
    std::uint64_t number = 0;  // of all that were started
    bool is_coming = true;     // its plugins are still being opened
  };

  // The machines that come or are there, by their files. A file that starts none has no entry.
  std::map<std::filesystem::path, Started> started_;
  std::uint64_t last_number_ = 0;

  // What waits for a machine of its name to end; by that name.
  std::map<std::string, std::pair<std::filesystem::path, MachineConfig>> next_;
};

}  // namespace signalbox
