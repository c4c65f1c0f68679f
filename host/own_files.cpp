// SPDX-License-Identifier: Apache-2.0
#include "host/own_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <system_error>

#include "host/config.hpp"
#include "host/copies_directory.hpp"
#include "host/plugin_search.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

fs::path real_path(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  return error ? path : real;
}

fs::path path_of(int descriptor) {
  std::error_code error;
  return fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
}

bool is_below(const fs::path& path, const fs::path& directory) {
  const auto [in_directory, in_path] =
      std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return in_directory == directory.end();
}

// As SQLite names its journal, and the tally: after the ledger.
bool goes_with(const fs::path& path, const fs::path& file) {
  return path.parent_path() == file.parent_path() &&
         path.filename().string().starts_with(file.filename().string());
}

bool is_same_file(int descriptor, const fs::path& file) {
  struct stat opened = {};
  struct stat there = {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(file.c_str(), &there) == 0 &&
         opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

}  // namespace

OwnFiles::OwnFiles(const HostConfig& config) {
  for (const fs::path& each : shipped_plugin_directories()) add_directory(each);
  for (const MachineConfig& each : config.machines) add(each);
  if (!config.file.empty()) add_file(config.file);
  for (const fs::path& each : config.included) add_file(each);
  if (config.ledger) add_file(*config.ledger);
  if (config.audit) add_file(config.audit->file);
  if (config.log_file) add_file(*config.log_file);
  if (config.machine_dir) add_directory(*config.machine_dir);
}

void OwnFiles::add(const MachineConfig& machine) {
  for (const fs::path& each : machine.plugin_dirs) add_directory(each);
}

void OwnFiles::add_file(const fs::path& file) {
  const std::lock_guard lock(mutex_);
  files_.insert(file);
}

void OwnFiles::add_directory(const fs::path& directory) {
  const std::lock_guard lock(mutex_);
  directories_.insert(directory);
}

bool OwnFiles::contain(int descriptor) const {
  const fs::path path = path_of(descriptor);
  if (is_private_copy(path)) return true;
  const std::lock_guard lock(mutex_);
  return std::any_of(directories_.begin(), directories_.end(),
                     [&](const fs::path& each) { return is_below(path, real_path(each)); }) ||
         std::any_of(files_.begin(), files_.end(), [&](const fs::path& each) {
           return is_same_file(descriptor, each) || goes_with(path, real_path(each));
         });
}

}  // namespace signalbox
