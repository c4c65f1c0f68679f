// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "host/descriptor.hpp"

namespace signalbox {

// The directory in which a process keeps its private copies of plugins: mode 0700, below the
// system's directory for temporary files. It is locked as long as the process lives, by which
// others know that it is in use. Removed with this object.
class CopiesDirectory {
 public:
  // The directory of this process: one object for all that hold it at the same time. A directory
  // that has been removed is replaced by another. Throws std::system_error. [any thread]
  static std::shared_ptr<CopiesDirectory> shared();

  CopiesDirectory();
  ~CopiesDirectory();
  CopiesDirectory(const CopiesDirectory&) = delete;
  CopiesDirectory& operator=(const CopiesDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  bool is_there() const;

  std::filesystem::path path_;
  std::unique_ptr<Descriptor> lock_;
};

// Returns whether a path without links leads into such a directory, of any process.
bool is_private_copy(const std::filesystem::path& path);

// Removes the directories that killed processes of this user have left. Gives how many there were.
std::size_t remove_abandoned_copies();

}  // namespace signalbox
