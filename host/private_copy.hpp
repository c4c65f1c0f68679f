// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace signalbox {

// A copy of a plugin's file that nobody else can change, in a directory of its own (mode 0700,
// below the system's directory for temporary files). Both are removed with this object.
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
  std::filesystem::path directory_;
  std::filesystem::path path_;
};

}  // namespace signalbox
