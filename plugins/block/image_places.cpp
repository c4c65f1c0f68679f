// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/image_places.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace {

namespace fs = std::filesystem;

// A descriptor, closed at the end.
struct Opened {
  ~Opened() {
    if (fd >= 0) close(fd);
  }
  const int fd;
};

std::string in_proc(int descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor);
}

// Without links, also where some of it is not there. Empty, and the error set: nothing can be
// there.
fs::path real_path(const fs::path& path, std::error_code& error) {
  const fs::path whole = fs::absolute(path, error);
  if (!error && whole.empty()) error = std::make_error_code(std::errc::no_such_file_or_directory);
  const fs::path real = error ? fs::path() : fs::weakly_canonical(whole, error);
  return error ? fs::path() : real;
}

// Nothing is below the empty path.
bool is_below(const fs::path& file, const fs::path& directory) {
  if (directory.empty()) return false;
  return std::mismatch(directory.begin(), directory.end(), file.begin(), file.end()).first ==
         directory.end();
}

// Returns whether a name of the path below the directory begins with a dot.
bool is_hidden(const fs::path& file, const fs::path& directory) {
  const fs::path inner = file.lexically_relative(directory);
  return std::any_of(inner.begin(), inner.end(),
                     [](const fs::path& name) { return name.string().starts_with('.'); });
}

bool is_device(const fs::path& file) {
  std::error_code error;
  return fs::exists(file, error) && !fs::is_regular_file(file, error);
}

}  // namespace

bool ImagePlaces::are_usable(const BlockConfig& config, Error** errp) {
  for (const strList* root = config.root; root != nullptr; root = root->next) {
    std::error_code error;
    if (!real_path(root->value, error).empty()) continue;
    error_set(errp, "GenericError", "root '%s' of plugin block cannot be used: %s", root->value,
              error.message().c_str());
    return false;
  }
  return true;
}

ImagePlaces::ImagePlaces(const signalbox_host& host, const BlockConfig& config) : host_(host) {
  std::error_code error;
  for (const strList* root = config.root; root != nullptr; root = root->next) {
    roots_.push_back(real_path(root->value, error));
  }
  if (!roots_.empty()) return;
  images_ = {"/dev/full", "/dev/null", "/dev/zero"};
  for (const BlockDriveList* drive = config.drive; drive != nullptr; drive = drive->next) {
    const fs::path file = real_path(drive->value->file, error);
    if (file.empty()) continue;  // opening it says why
    images_.insert(file);
    if (!is_device(file)) directories_.insert(file.parent_path());
  }
  const fs::path here = fs::current_path(error);
  if (config.drive == nullptr && here.has_relative_path()) started_in_ = here;
}

bool ImagePlaces::may_be(const fs::path& file, bool is_new) const {
  if (!roots_.empty()) {
    return std::any_of(roots_.begin(), roots_.end(),
                       [&](const fs::path& root) { return is_below(file, root); });
  }
  if (images_.contains(file)) return true;
  if (!is_new) return false;
  if (started_in_) return is_below(file, *started_in_) && !is_hidden(file, *started_in_);
  return directories_.contains(file.parent_path()) && !is_hidden(file, file.parent_path());
}

// `descriptor` is of the file, or of the directory in which it is to be made.
bool ImagePlaces::check(int descriptor, const fs::path& file, const std::string& path, bool is_new,
                        Error** errp) const {
  const char* why = nullptr;
  if (!may_be(file, is_new)) {
    why = roots_.empty() ? "a client may have the configured images and new files beside "
                           "them; set root in plugin block"
                         : "it does not lie below a root of plugin block";
  } else if (host_.owns_file(host_.self, descriptor)) {
    why = "it is a file of this host";
  }
  if (why == nullptr) return true;
  error_set(errp, "GenericError", "Could not open '%s': %s", path.c_str(), why);
  return false;
}

std::unique_ptr<ImageFile> ImagePlaces::open(const std::string& path, bool readonly,
                                             std::optional<std::uint64_t> size,
                                             Error** errp) const {
  if (!ImageFile::may_have(path, size, errp)) return nullptr;
  // What this opens cannot be read or written, and opening it does nothing to a device.
  const Opened present{::open(path.c_str(), O_PATH | O_CLOEXEC)};
  int fd = -1;
  if (present.fd >= 0) {
    fd = open_present(present.fd, path, readonly, errp);
  } else if (errno == ENOENT && size) {
    fd = create(path, *size, errp);
  } else {
    ImageFile::set_error(errp, "open", path, errno);
  }
  return fd < 0 ? nullptr : ImageFile::of(fd, path, size, errp);
}

// Opens once more the file that was checked, and not its path, which may lead elsewhere by now.
int ImagePlaces::open_present(int descriptor, const std::string& path, bool readonly,
                              Error** errp) const {
  std::error_code error;
  const fs::path file = fs::read_symlink(in_proc(descriptor), error);
  const bool is_as_new = readonly && fs::is_fifo(in_proc(descriptor), error);
  if (!check(descriptor, file, path, is_as_new, errp)) return -1;
  const int fd = ::open(in_proc(descriptor).c_str(), (readonly ? O_RDONLY : O_RDWR) | O_CLOEXEC);
  if (fd < 0) ImageFile::set_error(errp, "open", path, errno);
  return fd;
}

int ImagePlaces::create(const std::string& path, std::uint64_t size, Error** errp) const {
  const fs::path name = fs::path(path).filename();
  const fs::path parent = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : ".";
  if (name.empty()) {
    ImageFile::set_error(errp, "create", path, ENOENT);
    return -1;
  }
  const Opened directory{::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (directory.fd < 0) {
    ImageFile::set_error(errp, "create", path, errno);
    return -1;
  }
  std::error_code error;
  const fs::path file = fs::read_symlink(in_proc(directory.fd), error) / name;
  if (!check(directory.fd, file, path, true, errp)) return -1;
  const int fd = ImageFile::create(directory.fd, name, path, size, errp);
  if (fd < 0) return -1;
  // By its name alone it may go with one of the host's, such as a journal with its ledger.
  if (check(fd, file, path, true, errp)) return fd;
  unlinkat(directory.fd, name.c_str(), 0);
  close(fd);
  return -1;
}
