// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "signalbox/error.h"

// A file, or a device node, whose bytes are those of a disk. A request returns 0 or the errno
// value that the system gave; it carries on what was interrupted or done in part.
// Offsets and lengths are bytes, and a request ends within size().
class ImageFile {
 public:
  // Opens `path`, or creates it, sparse, where `size` says how large. Returns NULL with *errp set
  // if that fails.
  static std::unique_ptr<ImageFile> open(const std::string& path, bool readonly,
                                         std::optional<std::uint64_t> size, Error** errp);

  ImageFile(const ImageFile&) = delete;
  ImageFile& operator=(const ImageFile&) = delete;
  ~ImageFile();

  // Of the disk: what open() was told or found, whatever becomes of the file. A character device
  // of which open() was told nothing has no end: the largest offset there is.
  std::uint64_t size() const { return size_; }

  // What the file occupies on its file system.
  std::uint64_t allocated_bytes() const;

  // EIO for bytes that the file no longer has.
  int read(std::uint64_t offset, std::span<std::byte> bytes) const;
  int write(std::uint64_t offset, std::span<const std::byte> bytes);

  // Returns when the bytes written are on the medium.
  int flush();

 private:
  ImageFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

  const int fd_;
  const std::uint64_t size_;
};
