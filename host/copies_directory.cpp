// SPDX-License-Identifier: Apache-2.0
#include "host/copies_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace signalbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "signalbox-plugins-";
constexpr std::string_view kUnique = "XXXXXX";  // of mkdtemp(3)

constexpr int kMostTries = 16;

// Returns whether a path still leads to the directory that was opened.
bool is_at(const fs::path& path, const Descriptor& directory) {
  struct stat opened = {};
  struct stat there = {};
  return fstat(directory.fd(), &opened) == 0 && lstat(path.c_str(), &there) == 0 &&
         opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
}

// The directory, locked; none if another process has it locked, or it is not one of ours.
std::unique_ptr<Descriptor> locked(const fs::path& path, int kind) {
  auto directory = std::make_unique<Descriptor>(
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat opened = {};
  const bool is_ours = directory->fd() >= 0 && flock(directory->fd(), kind | LOCK_NB) == 0 &&
                       is_at(path, *directory) && fstat(directory->fd(), &opened) == 0 &&
                       opened.st_uid == geteuid() && (opened.st_mode & 0777) == 0700;
  if (!is_ours) directory.reset();
  return directory;
}

bool is_name_of_copies(const std::string& name) {
  return name.starts_with(kName) && name.size() == kName.size() + kUnique.size();
}

}  // namespace

std::shared_ptr<CopiesDirectory> CopiesDirectory::shared() {
  static std::mutex lock;
  static std::weak_ptr<CopiesDirectory> only;
  const std::lock_guard guard(lock);
  std::shared_ptr<CopiesDirectory> present = only.lock();
  if (present == nullptr || !present->is_there())
    only = present = std::make_shared<CopiesDirectory>();
  return present;
}

// Another process may take a fresh directory for an abandoned one, before it is locked. Where some
// tries fail, the file system or the umask allows no such directory.
CopiesDirectory::CopiesDirectory() {
  for (int tries = 0; tries < kMostTries; ++tries) {
    std::string name = (fs::temp_directory_path() / kName).string().append(kUnique);
    if (mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), name);
    }
    path_ = name;
    lock_ = locked(path_, LOCK_SH);
    if (lock_ != nullptr) return;
    ::rmdir(path_.c_str());
  }
  throw std::runtime_error(path_.string() +
                           " cannot be locked, or is not its owner's alone (mode 0700); set TMPDIR "
                           "to a directory on a local file system, and the umask to 022");
}

CopiesDirectory::~CopiesDirectory() {
  std::error_code ignored;
  if (is_there()) fs::remove_all(path_, ignored);
}

bool CopiesDirectory::is_there() const {
  return is_at(path_, *lock_);
}

bool is_private_copy(const fs::path& path) {
  std::error_code error;
  const fs::path below =
      path.lexically_relative(fs::canonical(fs::temp_directory_path(error), error));
  return !below.empty() && is_name_of_copies(*below.begin());
}

std::size_t remove_abandoned_copies() {
  std::size_t count = 0;
  std::error_code error;
  const fs::path temporary = fs::temp_directory_path(error);
  for (fs::directory_iterator each(temporary, error), end; !error && each != end;
       each.increment(error)) {
    const fs::path& path = each->path();
    if (!is_name_of_copies(path.filename())) continue;
    const auto lock = locked(path, LOCK_EX);
    std::error_code ignored;
    if (lock != nullptr && fs::remove_all(path, ignored) > 0) ++count;
  }
  return count;
}

}  // namespace signalbox
