// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/image_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>

namespace {

constexpr std::uint64_t largest_offset = std::numeric_limits<off_t>::max();

// st_blocks counts these, whatever the file system's own unit is: stat(2).
constexpr std::uint64_t stat_block_bytes = 512;

// Readable and writable as the umask allows.
constexpr mode_t new_file_mode = 0666;

// The bytes behind `fd`, or nothing with errno set.
std::optional<std::uint64_t> bytes_of(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return std::nullopt;
  if (S_ISCHR(status.st_mode)) return largest_offset;
  const off_t end = lseek(fd, 0, SEEK_END);
  if (end < 0) return std::nullopt;
  return static_cast<std::uint64_t>(end);
}

// open() of a FIFO waits for its other end, unless O_NONBLOCK is set. Reads and writes are to wait,
// so the flag is taken back.
int open_at_once(const std::string& path, bool readonly) {
  const int fd = ::open(path.c_str(), (readonly ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  return fd;
}

}  // namespace

std::unique_ptr<ImageFile> ImageFile::open(const std::string& path, bool readonly,
                                           std::optional<std::uint64_t> size, Error** errp) {
  if (!may_have(path, size, errp)) return nullptr;
  int fd = open_at_once(path, readonly);
  if (fd < 0 && errno == ENOENT && size) {
    fd = create(AT_FDCWD, path, path, *size, errp);
  } else if (fd < 0) {
    set_error(errp, "open", path, errno);
  }
  return fd < 0 ? nullptr : of(fd, path, size, errp);
}

bool ImageFile::may_have(const std::string& path, std::optional<std::uint64_t> size, Error** errp) {
  if (!size || *size <= largest_offset) return true;
  set_error(errp, "open", path, EFBIG);
  return false;
}

int ImageFile::create(int directory, const std::string& name, const std::string& path,
                      std::uint64_t size, Error** errp) {
  const int fd =
      ::openat(directory, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, new_file_mode);
  if (fd < 0) {
    set_error(errp, "create", path, errno);
    return -1;
  }
  if (ftruncate(fd, static_cast<off_t>(size)) != 0) {
    set_error(errp, "resize", path, errno);
    unlinkat(directory, name.c_str(), 0);
    close(fd);
    return -1;
  }
  return fd;
}

std::unique_ptr<ImageFile> ImageFile::of(int fd, const std::string& path,
                                         std::optional<std::uint64_t> size, Error** errp) {
  const std::optional<std::uint64_t> bytes = size ? size : bytes_of(fd);
  if (bytes) return std::unique_ptr<ImageFile>(new ImageFile(fd, *bytes));
  set_error(errp, "open", path, errno);
  close(fd);
  return nullptr;
}

void ImageFile::set_error(Error** errp, const char* what, const std::string& path, int error) {
  error_set(errp, "GenericError", "Could not %s '%s': %s", what, path.c_str(), strerror(error));
}

ImageFile::~ImageFile() {
  close(fd_);
}

std::uint64_t ImageFile::allocated_bytes() const {
  struct stat status {};
  if (fstat(fd_, &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.st_blocks) * stat_block_bytes;
}

int ImageFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = pread(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return EIO;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return 0;
}

int ImageFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return EIO;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return 0;
}

int ImageFile::flush() {
  int result = 0;
  do {
    result = fdatasync(fd_);
  } while (result != 0 && errno == EINTR);
  // fsync(2): EINVAL is a special file that has nothing to be synchronized.
  return result == 0 || errno == EINVAL ? 0 : errno;
}
