// SPDX-License-Identifier: Apache-2.0
#include "host/trusted_path.hpp"

#include <unistd.h>

#include <deque>
#include <system_error>

#include "host/user_namespace.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel: path_resolution(7)

bool is_writable_by_others(const struct stat& about) {
  return (about.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

// A directory on the way. In a user namespace its owner may have no number, and is not the user
// that this guards against.
std::string untrusted_directory(const fs::path& directory, const struct stat& about) {
  const bool is_sticky = (about.st_mode & S_ISVTX) != 0;
  struct stat closed = about;
  if (is_sticky) closed.st_mode &= ~mode_t(S_IWGRP | S_IWOTH);
  if (is_unmapped(about.st_uid)) closed.st_uid = 0;
  return untrusted_because("the directory '" + directory.string() + "'", closed);
}

void put_in_front(const fs::path& path, std::deque<fs::path>& names) {
  names.insert(names.begin(), path.begin(), path.end());
}

}  // namespace

std::string untrusted_because(const std::string& what, const struct stat& about) {
  if (about.st_uid != 0 && about.st_uid != geteuid()) {
    return what + " belongs to user " + std::to_string(about.st_uid) +
           ", give it to root or to the user that runs this program";
  }
  if (is_writable_by_others(about)) {
    return what + " can be written to by others, run chmod go-w on it";
  }
  return {};
}

// Walks as the kernel does, from the root and through each link.
std::string untrusted_because(const fs::path& path) {
  std::error_code cannot_tell;
  std::deque<fs::path> names;
  put_in_front(fs::absolute(path, cannot_tell), names);
  if (cannot_tell) {
    return "its path is relative, and the working directory cannot be told: " +
           cannot_tell.message();
  }
  fs::path at;
  for (int links = 0; !names.empty();) {
    const fs::path name = names.front();
    names.pop_front();
    const fs::path next = name == ".." ? at.parent_path() : at / name;
    struct stat about = {};
    if (lstat(next.c_str(), &about) != 0) return {};
    if (S_ISLNK(about.st_mode)) {
      std::error_code error;
      const fs::path target = fs::read_symlink(next, error);
      if (error || ++links > kMostLinks) return {};
      put_in_front(target, names);
      if (target.is_absolute()) at.clear();
      continue;
    }
    at = next;
    const std::string why = S_ISDIR(about.st_mode)
                                ? untrusted_directory(at, about)
                                : untrusted_because("the file '" + at.string() + "'", about);
    if (!why.empty()) return why;
  }
  return {};
}

}  // namespace signalbox
