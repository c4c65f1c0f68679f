// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace signalbox::cli {

// A directory for all that some runs write: one to keep, or one that goes with this. Its name is
// short, since that of a socket is limited.
class WorkDirectory {
 public:
  // `keep` must not be there, or be empty; an empty name: nothing is kept. Throws
  // std::runtime_error.
  WorkDirectory(const std::string& purpose, const std::string& keep);
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  // One in it, made where it is not there.
  std::filesystem::path make(const std::string& name) const;

  // What is in that one goes, unless all is kept.
  void clear(const std::string& name) const;

  bool is_kept() const { return is_kept_; }

 private:
  const bool is_kept_;
  std::filesystem::path path_;
};

}  // namespace signalbox::cli
