// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "host/copies_directory.hpp"

namespace signalbox {

// A copy of a plugin's file that no other user can change, in a directory of its own below that of
// CopiesDirectory. Both are removed with this object.
class PrivateCopy {
 public:
  // Throws PluginRefused if the file cannot be read or is not a regular file, or if the file or
  // its directory belongs to somebody else than root and us, or others may write to it.
  explicit PrivateCopy(const std::filesystem::path& file);

  ~PrivateCopy();
  PrivateCopy(const PrivateCopy&) = delete;
  PrivateCopy& operator=(const PrivateCopy&) = delete;

  // Has the original's name, in a directory that no other copy ever had.
  const std::filesystem::path& path() const { return path_; }

  // Whether a file has the same bytes. Throws what the constructor would for that file.
  bool equals(const std::filesystem::path& file) const;

 private:
  void remove() const;

  std::shared_ptr<CopiesDirectory> copies_;
  std::filesystem::path path_;
};

}  // namespace signalbox
