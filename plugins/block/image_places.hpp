// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "block/qmp_types.h"  // generated
#include "plugins/block/image_file.hpp"
#include "signalbox/plugin.h"

// Which files a client may have for an image, unlike the operator, who may name any in the
// configuration: a client of one machine is no user of the host's computer.
//
// With `root` they are the files below these directories. Without it they are the images of the
// configured drives, /dev/full, /dev/null and /dev/zero, and new files whose names begin with no
// dot: beside the configured images, or where no drive is configured below the directory that the
// host was started in, unless that is /. A FIFO there that is only read counts as new: it holds
// nothing. It is the file itself that counts, wherever links and `..` in its path lead; the host's
// own files never do.
class ImagePlaces {
 public:
  // Returns whether each root can be followed, so that it is known what lies below it; else sets
  // the error.
  static bool are_usable(const BlockConfig& config, Error** errp);

  // `host` outlives it; the roots of `config` are usable.
  ImagePlaces(const signalbox_host& host, const BlockConfig& config);

  // As ImageFile::open(), for a client. [machine thread]
  std::unique_ptr<ImageFile> open(const std::string& path, bool readonly,
                                  std::optional<std::uint64_t> size, Error** errp) const;

 private:
  bool may_be(const std::filesystem::path& file, bool is_new) const;
  bool check(int descriptor, const std::filesystem::path& file, const std::string& path,
             bool is_new, Error** errp) const;
  int open_present(int descriptor, const std::string& path, bool readonly, Error** errp) const;
  int create(const std::string& path, std::uint64_t size, Error** errp) const;

  const signalbox_host& host_;
  std::vector<std::filesystem::path> roots_;
  // Without roots: files that are there already, and directories for new ones.
  std::set<std::filesystem::path> images_;
  std::set<std::filesystem::path> directories_;
  std::optional<std::filesystem::path> started_in_;  // without drives, too
};
