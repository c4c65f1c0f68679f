// SPDX-License-Identifier: Apache-2.0
#include "compat/guarded_pages.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

#include "compat/shared_index.hpp"

namespace signalbox {
namespace {

constexpr int kReadWrite = PROT_READ | PROT_WRITE;
constexpr int kOwn = MAP_PRIVATE | MAP_ANONYMOUS;

struct Range {
  std::atomic<std::byte*> begin = nullptr;  // null: free
  std::atomic<std::size_t> bytes = 0;
  std::atomic<const std::byte*> copy = nullptr;
  std::atomic<bool> is_hit = false;
};

// A handler has no context, so this is the one table of the process. A tally has a range for each
// 1,024 slots; memory behind the last entry is not backed by files.
std::array<Range, 4096> ranges;
std::size_t page_bytes = 4096;

// The functions called here must be safe in a signal handler.
void give_own_page(int signal, siginfo_t* info, void* /*context*/) {
  const int saved = errno;
  auto* const address = static_cast<std::byte*>(info->si_addr);
  for (Range& each : ranges) {
    std::byte* const begin = each.begin;
    if (begin == nullptr || address < begin || address >= begin + each.bytes) continue;
    const std::size_t offset = static_cast<std::size_t>(address - begin) / page_bytes * page_bytes;
    void* const own = ::mmap(begin + offset, page_bytes, kReadWrite, kOwn | MAP_FIXED, -1, 0);
    if (own == MAP_FAILED) break;
    std::memcpy(own, each.copy + offset, page_bytes);
    each.is_hit = true;
    errno = saved;
    return;
  }
  const bool is_restored = restore_shared_index(address);
  errno = saved;
  if (is_restored) return;
  ::signal(signal, SIG_DFL);  // not ours: the instruction is tried again, and ends the process
}

void take_over_signal() {
  static const bool done = [] {
    page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = &give_own_page;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    ::sigemptyset(&action.sa_mask);
    return ::sigaction(SIGBUS, &action, nullptr) == 0;
  }();
  static_cast<void>(done);
}

std::byte* own_pages(std::size_t bytes) {
  void* const pages = ::mmap(nullptr, bytes, kReadWrite, kOwn, -1, 0);
  if (pages == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  return static_cast<std::byte*>(pages);
}

// An entry of the table, or its size: it is full.
std::size_t add_range(std::byte* begin, std::size_t bytes, const std::byte* copy) {
  std::size_t place = 0;
  while (place < ranges.size() && ranges[place].begin != nullptr) ++place;
  if (place == ranges.size()) return place;
  ranges[place].bytes = bytes;
  ranges[place].copy = copy;
  ranges[place].is_hit = false;
  ranges[place].begin = begin;
  return place;
}

int write_all(int file, const std::byte* data, std::size_t bytes, std::int64_t offset) {
  for (std::size_t done = 0; done < bytes;) {
    const ssize_t written = ::pwrite(file, data + done, bytes - done,
                                     static_cast<off_t>(offset + static_cast<off_t>(done)));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : ENOSPC;
    done += static_cast<std::size_t>(written);
  }
  return 0;
}

}  // namespace

GuardedPages::GuardedPages(std::size_t bytes)
    : bytes_(bytes),
      data_(own_pages(bytes)),
      copy_(new std::byte[bytes]()),
      place_(add_range(data_, bytes, copy_.get())) {
  take_over_signal();
}

GuardedPages::~GuardedPages() {
  if (place_ < ranges.size()) ranges[place_].begin = nullptr;
  ::munmap(data_, bytes_);
}

int GuardedPages::back(int file, std::int64_t offset) {
  if (place_ == ranges.size()) return ENOMEM;
  const int failed = write_all(file, data_, bytes_, offset);
  if (failed != 0) return failed;
  void* const pages =
      ::mmap(data_, bytes_, kReadWrite, MAP_SHARED | MAP_FIXED, file, static_cast<off_t>(offset));
  if (pages == MAP_FAILED) return errno;
  ranges[place_].is_hit = false;
  is_backed_ = true;
  return 0;
}

int GuardedPages::detach() {
  if (!is_backed_) return 0;
  const std::unique_ptr<std::byte[]> held(new std::byte[bytes_]);
  std::memcpy(held.get(), data_, bytes_);
  if (::mmap(data_, bytes_, kReadWrite, kOwn | MAP_FIXED, -1, 0) == MAP_FAILED) return errno;
  std::memcpy(data_, held.get(), bytes_);
  is_backed_ = false;
  return 0;
}

bool GuardedPages::is_hit() const {
  return place_ < ranges.size() && ranges[place_].is_hit;
}

}  // namespace signalbox
