// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <mutex>
#include <set>

namespace signalbox {

struct HostConfig;
struct MachineConfig;

// The files that a host lives on: its configuration, ledger and logs, and all that lies in the
// directories of its machines' files and plugins, private copies included. A plugin that opens
// files for clients asks whether a file is one of them. What was added stays. [any thread]
class OwnFiles {
 public:
  // All that a configuration names.
  explicit OwnFiles(const HostConfig& config);

  // One more machine's.
  void add(const MachineConfig& machine);

  // Returns whether an open file or directory is one of them, by whatever path or link it was
  // opened. A file beside the ledger or a log whose name begins with that of the ledger or log is
  // one too.
  bool contain(int descriptor) const;

 private:
  void add_file(const std::filesystem::path& file);
  void add_directory(const std::filesystem::path& directory);

  mutable std::mutex mutex_;  // guards what follows
  std::set<std::filesystem::path> files_;
  std::set<std::filesystem::path> directories_;
};

}  // namespace signalbox
