// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace signalbox {

// A file in a watched directory that came, went, or has other contents.
struct FileChange {
  enum class Kind { added, replaced, removed };
  Kind kind;
  std::filesystem::path file;
  bool operator==(const FileChange&) const = default;
};

// Watches directories for files whose names end in a given way; names that start with a dot are
// left alone. A file counts once it is whole: moved or linked in, or closed by who wrote it.
// Throws std::system_error, with the directory, when one cannot be watched.
class DirectoryWatch {
 public:
  // Watches from now on: what is there already, see files(), is not a change.
  DirectoryWatch(const std::vector<std::filesystem::path>& directories, std::string ending);
  ~DirectoryWatch();
  DirectoryWatch(const DirectoryWatch&) = delete;
  DirectoryWatch& operator=(const DirectoryWatch&) = delete;

  // Readable when read() has something to do. Belongs to this object.
  int fd() const { return fd_; }

  // What has changed since the last call, at most one change a file, ordered by file; what came
  // and went between two calls is left out. Does not wait.
  std::vector<FileChange> read();

  // The files that are there, ordered; a change of read() has been made to it.
  const std::set<std::filesystem::path>& files() const { return files_; }

 private:
  enum class Touch { written, gone };
  using Touches = std::map<std::filesystem::path, Touch>;

  void watch(const std::filesystem::path& directory);
  void note(int watch, unsigned mask, const std::string& name, Touches& touches) const;
  void note_all(Touches& touches) const;
  std::set<std::filesystem::path> present(const std::filesystem::path& directory) const;
  bool is_ours(const std::string& name) const;

  const std::string ending_;
  int fd_ = -1;
  std::map<int, std::filesystem::path> directories_;  // by watch descriptor
  std::set<std::filesystem::path> files_;
};

}  // namespace signalbox
