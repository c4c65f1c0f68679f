// SPDX-License-Identifier: Apache-2.0
#include "host/directory_watch.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace signalbox {
namespace {

namespace fs = std::filesystem;

constexpr unsigned watched =
    IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

// A link is whole when it is made, and nobody closes it. What somebody is about to write has
// one name.
bool is_link(const fs::path& file) {
  struct stat about = {};
  return lstat(file.c_str(), &about) == 0 && (S_ISLNK(about.st_mode) || about.st_nlink > 1);
}

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

DirectoryWatch::DirectoryWatch(const std::vector<fs::path>& directories, std::string ending)
    : ending_(std::move(ending)), fd_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (fd_ < 0) fail("inotify");
  try {
    for (const fs::path& each : directories) watch(each);
  } catch (...) {
    close(fd_);
    throw;
  }
}

DirectoryWatch::~DirectoryWatch() {
  close(fd_);
}

// First the watch and then the list: a file that comes in between is in the list, and its change
// is seen as a replacement, which does no harm; the other way round it would be missed.
void DirectoryWatch::watch(const fs::path& directory) {
  const int watch = inotify_add_watch(fd_, directory.c_str(), watched);
  if (watch < 0) fail(directory.string());
  directories_[watch] = directory;
  files_.merge(present(directory));
}

std::vector<FileChange> DirectoryWatch::read() {
  Touches touches;
  alignas(inotify_event) char bytes[16 * 1024];
  for (ssize_t count; (count = ::read(fd_, bytes, sizeof bytes)) > 0;) {
    for (const char* at = bytes; at < bytes + count;) {
      inotify_event event;
      std::memcpy(&event, at, sizeof event);
      const std::string name = event.len ? std::string(at + sizeof event) : std::string();
      note(event.wd, event.mask, name, touches);
      at += sizeof event + event.len;
    }
  }
  std::vector<FileChange> changes;
  for (const auto& [file, touch] : touches) {
    const bool known = files_.contains(file);
    if (touch == Touch::written) {
      changes.push_back({known ? FileChange::Kind::replaced : FileChange::Kind::added, file});
      files_.insert(file);
    } else if (known) {
      changes.push_back({FileChange::Kind::removed, file});
      files_.erase(file);
    }
  }
  return changes;
}

void DirectoryWatch::note(int watch, unsigned mask, const std::string& name,
                          Touches& touches) const {
  if (mask & IN_Q_OVERFLOW) return note_all(touches);
  const auto directory = directories_.find(watch);
  if (directory == directories_.end() || !is_ours(name) || (mask & IN_ISDIR)) return;
  const fs::path file = directory->second / name;
  if (mask & (IN_DELETE | IN_MOVED_FROM)) touches[file] = Touch::gone;
  if (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) touches[file] = Touch::written;
  if ((mask & IN_CREATE) && is_link(file)) touches[file] = Touch::written;
}

// The kernel has dropped changes: everything that is there may be new.
void DirectoryWatch::note_all(Touches& touches) const {
  for (const fs::path& file : files_) touches[file] = Touch::gone;
  for (const auto& [watch, directory] : directories_) {
    for (const fs::path& file : present(directory)) touches[file] = Touch::written;
  }
}

std::set<fs::path> DirectoryWatch::present(const fs::path& directory) const {
  std::set<fs::path> files;
  std::error_code error;
  for (const auto& each : fs::directory_iterator(directory, error)) {
    if (is_ours(each.path().filename()) && !each.is_directory(error)) {
      files.insert(directory / each.path().filename());
    }
  }
  return files;
}

bool DirectoryWatch::is_ours(const std::string& name) const {
  return name.ends_with(ending_) && !name.starts_with('.');
}

}  // namespace signalbox
