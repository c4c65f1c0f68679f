// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/file_identity.hpp"
#include "host/inotify.hpp"

namespace signalbox {

// A file in a watched directory that came, went, or has other contents.
struct FileChange {
  enum class Kind { added, replaced, removed };
  Kind kind;
  std::filesystem::path file;
  bool operator==(const FileChange&) const = default;
};

// Watches directories for files whose names end in a given way; names that start with a dot are
// left alone. A file counts once it is whole: moved or linked in, or closed by the program that
// wrote it. A link counts anew when the file that it leads to is another one, as in a directory
// that Kubernetes makes of a ConfigMap.
//
// A directory is followed by its path: another one may be put in its place, and what differs from
// the files of the one before counts as a change. While there is none, nothing changes. [loop]
class DirectoryWatch final : private Inotify::Follower {
 public:
  // Watches from now on: what is there already, see files(), is not a change. `changed` is called
  // when read() may have something to tell; it may destroy this object. Throws std::system_error,
  // with the directory, when one cannot be watched. `inotify` outlives it.
  DirectoryWatch(Inotify& inotify, const std::vector<std::filesystem::path>& directories,
                 std::string ending, std::function<void()> changed);
  ~DirectoryWatch();
  DirectoryWatch(const DirectoryWatch&) = delete;
  DirectoryWatch& operator=(const DirectoryWatch&) = delete;

  // What has changed since the last call, at most one change a file, ordered by file; what came
  // and went between two calls is left out. Does not wait.
  std::vector<FileChange> read();

  // The files that are there, ordered; a change of read() has been made to it.
  std::set<std::filesystem::path> files() const;

 private:
  using Files = std::map<std::filesystem::path, FileIdentity>;

  struct Directory {
    std::filesystem::path path;
    int watch = -1;  // -1: none, it is looked through
    FileIdentity identity;
    bool is_there = true;
    bool links_may_differ = false;  // something else than a file of ours has changed in it
    Files last_look;                // where it is looked through: what was seen the last time
  };
  enum class Touch { written, gone };
  enum class Watched { perhaps, lost };

  void note(int watch, std::uint32_t mask, const std::string& name) override;
  void settle() override;
  void look() override;

  void note_in(Directory& directory, std::uint32_t mask, const std::string& name);
  void find_again(Directory& directory, Watched watched);
  void compare(const Directory& directory, const Files& present);
  void look_through(Directory& directory);
  void look_at_links(const Directory& directory);
  Files present(const std::filesystem::path& directory) const;
  bool is_ours(const std::string& name) const;

  Inotify& inotify_;
  const std::string ending_;
  const std::function<void()> changed_;
  const Inotify::Id id_;
  std::vector<Directory> directories_;
  Files files_;
  std::map<std::filesystem::path, Touch> touches_;  // since the last read()
};

}  // namespace signalbox
