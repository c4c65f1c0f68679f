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
  // if that fails. Does not wait for the other end of a FIFO: create() of the plugin calls this on
  // the host's loop.
  static std::unique_ptr<ImageFile> open(const std::string& path, bool readonly,
                                         std::optional<std::uint64_t> size, Error** errp);

  // The steps of open(), for a caller that opens the file itself. Each sets *errp where it fails,
  // and calls the file `path` then. may_have(): whether a disk can be so large. create() makes
  // `name` in a directory, which may be AT_FDCWD, and gives its descriptor or -1. of() takes over a
  // descriptor.
  static bool may_have(const std::string& path, std::optional<std::uint64_t> size, Error** errp);
  static int create(int directory, const std::string& name, const std::string& path,
                    std::uint64_t size, Error** errp);
  static std::unique_ptr<ImageFile> of(int fd, const std::string& path,
                                       std::optional<std::uint64_t> size, Error** errp);

  // Says that what was to be done with a file failed, by an errno value.
  static void set_error(Error** errp, const char* what, const std::string& path, int error);

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
