// SPDX-License-Identifier: Apache-2.0
#include "cli/work_directory.hpp"

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace signalbox::cli {

namespace fs = std::filesystem;

WorkDirectory::WorkDirectory(const std::string& purpose, const std::string& keep)
    : is_kept_(!keep.empty()) {
  if (is_kept_) {
    path_ = fs::absolute(keep);
    if (fs::exists(path_) && !fs::is_empty(path_)) {
      throw std::runtime_error("'" + keep + "' is there and not empty");
    }
    fs::create_directories(path_);
    return;
  }
  std::string name = (fs::temp_directory_path() / ("signalbox-" + purpose + "-XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "cannot make '" + name + "'");
  }
  path_ = name;
}

WorkDirectory::~WorkDirectory() {
  std::error_code error;
  if (!is_kept_) fs::remove_all(path_, error);
}

fs::path WorkDirectory::make(const std::string& name) const {
  fs::create_directories(path_ / name);
  return path_ / name;
}

void WorkDirectory::clear(const std::string& name) const {
  std::error_code error;
  if (!is_kept_) fs::remove_all(path_ / name, error);
}

}  // namespace signalbox::cli
