// SPDX-License-Identifier: Apache-2.0
#include "compat/shared_index.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <climits>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace signalbox {
namespace {

// SQLite lengthens the file by so much (its documentation of the WAL format).
constexpr std::size_t kRegionBytes = 32 * 1024;

std::atomic<std::uint64_t> losses = 0;
std::atomic<IndexLoss> latest = IndexLoss::none;

// A mapping of this process: the file's path is `path`, from `offset` on.
struct Mapping {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
  std::size_t offset = 0;
  std::array<char, PATH_MAX> path;
  std::size_t path_size = 0;

  std::string_view name() const { return {path.data(), path_size}; }
};

// /proc/self/maps, read without an allocation: proc(5).
class Maps {
 public:
  Maps() : fd_(::open("/proc/self/maps", O_RDONLY | O_CLOEXEC)) {}
  Maps(const Maps&) = delete;
  Maps& operator=(const Maps&) = delete;
  ~Maps() {
    if (fd_ >= 0) ::close(fd_);
  }

  // Reads one line: "BEGIN-END RIGHTS OFFSET DEVICE INODE   PATH". False: there are no more.
  bool next(Mapping& mapping) {
    if (peek() < 0) return false;
    mapping.begin = hexadecimal();
    mapping.end = hexadecimal();
    skip_word();
    mapping.offset = hexadecimal();
    skip_word();
    skip_word();
    while (peek() == ' ') take();
    for (mapping.path_size = 0; peek() >= 0 && peek() != '\n'; take()) {
      if (mapping.path_size < mapping.path.size()) {
        mapping.path[mapping.path_size++] = static_cast<char>(peek());
      }
    }
    take();
    return true;
  }

 private:
  int peek() {
    if (at_ == size_) {
      const ssize_t count = ::read(fd_, buffer_.data(), buffer_.size());
      at_ = 0;
      size_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    return at_ == size_ ? -1 : static_cast<unsigned char>(buffer_[at_]);
  }
  void take() { at_ += at_ < size_ ? 1 : 0; }

  // And the character behind it.
  std::uintptr_t hexadecimal() {
    std::uintptr_t value = 0;
    for (; (peek() >= '0' && peek() <= '9') || (peek() >= 'a' && peek() <= 'f'); take()) {
      value = value * 16 +
              static_cast<std::uintptr_t>(peek() <= '9' ? peek() - '0' : peek() - 'a' + 10);
    }
    take();
    return value;
  }
  void skip_word() {
    while (peek() >= 0 && peek() != ' ' && peek() != '\n') take();
    if (peek() == ' ') take();
  }

  const int fd_;
  std::array<char, 4096> buffer_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
};

bool is_index(std::string_view path) {
  return path.ends_with("-shm") || path.ends_with("-shm (deleted)");
}

// A descriptor of this process through which the file is written; -1: none.
int descriptor_of(std::string_view path) {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int end = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, INT_MAX));
  std::array<char, PATH_MAX> found;
  for (int fd = 0; fd < end; ++fd) {
    std::array<char, 32> link = {"/proc/self/fd/"};
    *std::to_chars(link.data() + std::strlen(link.data()), link.end() - 1, fd).ptr = '\0';
    const ssize_t size = ::readlink(link.data(), found.data(), found.size());
    if (size < 0 || std::string_view(found.data(), static_cast<std::size_t>(size)) != path)
      continue;
    if ((::fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR) return fd;
  }
  return -1;
}

// Makes a file so long that `end` bytes of it can be touched. False: it was, or cannot be.
bool lengthen(int fd, std::size_t end) {
  struct stat about = {};
  if (fd < 0 || ::fstat(fd, &about) != 0 || static_cast<std::size_t>(about.st_size) >= end) {
    return false;
  }
  const std::size_t whole = (end + kRegionBytes - 1) / kRegionBytes * kRegionBytes;
  return ::ftruncate(fd, static_cast<off_t>(whole)) == 0;
}

void note(IndexLoss loss) {
  ++losses;
  IndexLoss before = latest;
  while (before < loss && !latest.compare_exchange_weak(before, loss)) {
  }
}

}  // namespace

bool restore_shared_index(const void* address) {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  Mapping mapping;
  Maps maps;
  do {
    if (!maps.next(mapping)) return false;
  } while (at < mapping.begin || at >= mapping.end);
  if (!is_index(mapping.name())) return false;
  const auto page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::uintptr_t page = at / page_bytes * page_bytes;
  const std::size_t end = mapping.offset + (page - mapping.begin) + page_bytes;
  if (lengthen(descriptor_of(mapping.name()), end)) {
    note(IndexLoss::lengthened);
    return true;
  }
  void* const own = ::mmap(reinterpret_cast<void*>(page), page_bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (own == MAP_FAILED) return false;
  note(IndexLoss::detached);
  return true;
}

std::uint64_t shared_index_losses() {
  return losses;
}

IndexLoss take_index_loss() {
  return latest.exchange(IndexLoss::none);
}

}  // namespace signalbox
