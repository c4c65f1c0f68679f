// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "tests/host/private_directory.hpp"

namespace signalbox {

// While an object of this class lives, the working directory of the process is one that was
// removed.
class GoneDirectory {
 public:
  GoneDirectory() {
    const PrivateDirectory removed;
    std::filesystem::current_path(removed.path());
  }
  GoneDirectory(const GoneDirectory&) = delete;
  GoneDirectory& operator=(const GoneDirectory&) = delete;
  ~GoneDirectory() { std::filesystem::current_path(before_); }

 private:
  const std::filesystem::path before_ = std::filesystem::current_path();
};

}  // namespace signalbox
