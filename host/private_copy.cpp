// SPDX-License-Identifier: Apache-2.0
#include "host/private_copy.hpp"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "host/plugin_refused.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw PluginRefused(file.string() + ": " + why);
}

[[noreturn]] void refuse_with_errno(const fs::path& file, const std::string& what) {
  refuse(file, what + ": " + std::generic_category().message(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

void check_trusted(const fs::path& file, const std::string& what, const struct stat& about) {
  if (about.st_uid != 0 && about.st_uid != geteuid()) {
    refuse(file, what + " belongs to user " + std::to_string(about.st_uid) +
                     ", give it to root or to the user that runs this program");
  }
  if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    refuse(file, what + " can be written to by others, run chmod go-w on it");
  }
}

void check_directory(const fs::path& file, const fs::path& directory) {
  struct stat about = {};
  if (stat(directory.c_str(), &about) != 0) refuse_with_errno(file, "its directory");
  check_trusted(file, "its directory", about);
}

void copy(const fs::path& file, const Descriptor& from, off_t size, const fs::path& to) {
  const Descriptor target(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500));
  if (target.fd() < 0) refuse_with_errno(file, "cannot be copied to " + to.string());
  for (off_t left = size; left > 0;) {
    const ssize_t count = sendfile(target.fd(), from.fd(), nullptr, static_cast<size_t>(left));
    if (count < 0) refuse_with_errno(file, "cannot be copied to " + to.string());
    if (count == 0) refuse(file, "was cut short while it was read, put it there with mv");
    left -= count;
  }
}

}  // namespace

PrivateCopy::PrivateCopy(const fs::path& file) {
  const Descriptor original(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about = {};
  if (original.fd() < 0 || fstat(original.fd(), &about) != 0) {
    refuse_with_errno(file, "cannot be read");
  }
  if (!S_ISREG(about.st_mode)) refuse(file, "is not a file");
  check_trusted(file, "the file", about);
  // A link is as trustworthy as the directory it is in and the one it leads to.
  std::error_code ignored;
  check_directory(file, fs::absolute(file).parent_path());
  check_directory(file, fs::canonical(file, ignored).parent_path());

  std::string name = (fs::temp_directory_path() / "signalbox-XXXXXX").string();
  if (!mkdtemp(name.data())) refuse_with_errno(file, "cannot be copied to " + name);
  directory_ = name;
  path_ = directory_ / file.filename();
  try {
    copy(file, original, about.st_size, path_);
  } catch (...) {
    fs::remove_all(directory_, ignored);
    throw;
  }
}

PrivateCopy::~PrivateCopy() {
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

}  // namespace signalbox
