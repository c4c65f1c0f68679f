// SPDX-License-Identifier: Apache-2.0
#include "host/directory_watch.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "host/log.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

bool is_symbolic(const fs::path& file) {
  struct stat about = {};
  return ::lstat(file.c_str(), &about) == 0 && S_ISLNK(about.st_mode);
}

// A link is whole when it is made, and nobody closes it. A file that is about to be written has
// one name.
bool is_link(const fs::path& file) {
  struct stat about = {};
  return ::lstat(file.c_str(), &about) == 0 && (S_ISLNK(about.st_mode) || about.st_nlink > 1);
}

// A directory's own times and size change with its files.
FileIdentity identity_of(const fs::path& directory) {
  struct stat about = {};
  if (::stat(directory.c_str(), &about) != 0) return {};
  if (!S_ISDIR(about.st_mode)) {
    errno = ENOTDIR;
    return {};
  }
  return {about.st_dev, about.st_ino};
}

}  // namespace

// First the watch and then the list: a file that comes in between is in the list, and its change
// is seen as a replacement, which does no harm; the other way round it would be missed.
DirectoryWatch::DirectoryWatch(Inotify& inotify, const std::vector<fs::path>& directories,
                               std::string ending, std::function<void()> changed)
    : inotify_(inotify),
      ending_(std::move(ending)),
      changed_(std::move(changed)),
      id_(inotify.add(*this)) {
  try {
    for (const fs::path& each : directories) {
      Directory& directory = directories_.emplace_back();
      directory.path = each;
      directory.watch = inotify_.watch(each, id_);
      directory.identity = identity_of(each);
      if (!directory.identity) throw std::system_error(errno, std::generic_category(), each);
      directory.last_look = present(each);
      files_.insert(directory.last_look.begin(), directory.last_look.end());
    }
  } catch (...) {
    inotify_.forget(id_);
    throw;
  }
}

DirectoryWatch::~DirectoryWatch() {
  inotify_.forget(id_);
}

std::vector<FileChange> DirectoryWatch::read() {
  for (Directory& each : directories_) {
    if (std::exchange(each.links_may_differ, false)) look_at_links(each);
  }
  std::vector<FileChange> changes;
  for (const auto& [file, touch] : std::exchange(touches_, {})) {
    const bool known = files_.contains(file);
    if (touch == Touch::written) {
      changes.push_back({known ? FileChange::Kind::replaced : FileChange::Kind::added, file});
      files_[file] = FileIdentity::of(file);
    } else if (known) {
      changes.push_back({FileChange::Kind::removed, file});
      files_.erase(file);
    }
  }
  return changes;
}

std::set<fs::path> DirectoryWatch::files() const {
  std::set<fs::path> names;
  for (const auto& [file, identity] : files_) names.insert(file);
  return names;
}

void DirectoryWatch::note(int watch, std::uint32_t mask, const std::string& name) {
  for (Directory& each : directories_) {
    if ((mask & IN_Q_OVERFLOW) != 0) {
      compare(each, present(each.path));
    } else if (each.watch == watch) {
      note_in(each, mask, name);
    }
  }
}

void DirectoryWatch::note_in(Directory& directory, std::uint32_t mask, const std::string& name) {
  if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) {
    return find_again(directory, Watched::lost);
  }
  if (!is_ours(name) || (mask & IN_ISDIR) != 0) {
    directory.links_may_differ = true;
    return;
  }
  const fs::path file = directory.path / name;
  if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) touches_[file] = Touch::gone;
  if ((mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) touches_[file] = Touch::written;
  if ((mask & IN_CREATE) != 0 && is_link(file)) touches_[file] = Touch::written;
}

void DirectoryWatch::settle() {
  const std::function<void()> changed = changed_;  // outlives this object
  changed();
}

void DirectoryWatch::look() {
  for (Directory& each : directories_) {
    find_again(each, Watched::perhaps);
    if (each.is_there && each.watch < 0) look_through(each);
  }
}

// Is the directory that its path leads to still the one that is watched? After it was removed a new
// one may have the same number.
void DirectoryWatch::find_again(Directory& directory, Watched watched) {
  const FileIdentity now = identity_of(directory.path);
  const bool is_same = now == directory.identity && directory.is_there;
  if (is_same && watched == Watched::perhaps) return;
  inotify_.unwatch(std::exchange(directory.watch, -1), id_);
  directory.identity = now;
  try {
    if (now) directory.watch = inotify_.watch(directory.path, id_);
  } catch (const std::system_error&) {
    directory.identity = {};  // gone again
  }
  const bool was_there = std::exchange(directory.is_there, bool(directory.identity));
  if (directory.is_there) {
    log_info(directory.path.string() + ": another directory is in its place, which is followed");
    compare(directory, present(directory.path));
  } else if (was_there) {
    log_warning(directory.path.string() +
                ": the directory has gone; what came from it stays, and it is followed once it is "
                "back");
  }
}

// Files that differ from those that are known count as written or gone.
void DirectoryWatch::compare(const Directory& directory, const Files& present) {
  for (const auto& [file, identity] : present) {
    const auto known = files_.find(file);
    if (known == files_.end() || known->second != identity) touches_[file] = Touch::written;
  }
  for (const auto& [file, identity] : files_) {
    if (file.parent_path() == directory.path && !present.contains(file)) {
      touches_[file] = Touch::gone;
    }
  }
}

// A file is whole if it has not changed between two looks.
void DirectoryWatch::look_through(Directory& directory) {
  const Files now = present(directory.path);
  Files whole = now;
  for (auto& [file, identity] : whole) {
    const auto before = directory.last_look.find(file);
    const bool is_whole = before != directory.last_look.end() && before->second == identity;
    const auto known = files_.find(file);
    if (!is_whole) identity = known == files_.end() ? FileIdentity() : known->second;
  }
  std::erase_if(whole, [](const auto& each) { return !each.second; });
  compare(directory, whole);
  directory.last_look = now;
}

// One that leads nowhere now may be about to be replaced: it stays what it was.
void DirectoryWatch::look_at_links(const Directory& directory) {
  for (const auto& [file, identity] : files_) {
    if (file.parent_path() != directory.path || !is_symbolic(file)) continue;
    const FileIdentity now = FileIdentity::of(file);
    if (now && now != identity) touches_[file] = Touch::written;
  }
}

DirectoryWatch::Files DirectoryWatch::present(const fs::path& directory) const {
  Files files;
  std::error_code error;
  for (fs::directory_iterator each(directory, error), end; !error && each != end;
       each.increment(error)) {
    const fs::path file = directory / each->path().filename();
    std::error_code cannot_look;
    if (is_ours(file.filename()) && !each->is_directory(cannot_look)) {
      files.emplace(file, FileIdentity::of(file));
    }
  }
  return files;
}

bool DirectoryWatch::is_ours(const std::string& name) const {
  return name.ends_with(ending_) && !name.starts_with('.');
}

}  // namespace signalbox
