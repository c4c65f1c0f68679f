// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>

namespace signalbox {

// Tells a file from the one that was in its place before, and its contents from those before. Two
// files that could not be looked at are equal.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t bytes = 0;
  std::int64_t changed_ns = 0;  // time of the last change of the contents, since 1970

  bool operator==(const FileIdentity&) const = default;

  // Returns whether there is such a file.
  explicit operator bool() const { return inode != 0; }

  // Of the file that a path leads to, links followed.
  static FileIdentity of(const std::filesystem::path& file) {
    struct stat about = {};
    return ::stat(file.c_str(), &about) == 0 ? of(about) : FileIdentity();
  }

  static FileIdentity of(const struct stat& about) {
    return {about.st_dev, about.st_ino, about.st_size,
            about.st_mtim.tv_sec * 1'000'000'000 + about.st_mtim.tv_nsec};
  }
};

}  // namespace signalbox
