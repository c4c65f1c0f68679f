// SPDX-License-Identifier: Apache-2.0
#include "compat/line_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace signalbox {
namespace {

// Until what could not be written is tried again.
constexpr std::chrono::milliseconds kRetry{500};

}  // namespace

LineFile::LineFile(std::filesystem::path file, Trouble trouble)
    : path_(std::move(file)),
      trouble_(std::move(trouble)),
      fd_(open()),
      thread_([this] { run(); }) {}

LineFile::~LineFile() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
  ::close(fd_);
}

// A FIFO without a reader is an error and not a wait.
int LineFile::open() const {
  const int fd = ::open(path_.c_str(),
                        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (fd >= 0) return fd;
  throw std::system_error(errno, std::generic_category(), path_.string());
}

void LineFile::append(std::string_view line) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.append(line).push_back('\n');
    waiting_bytes_ += line.size() + 1;
  }
  changed_.notify_one();
}

void LineFile::reopen() {
  {
    const std::lock_guard lock(mutex_);
    reopening_ = true;
  }
  changed_.notify_one();
}

// Whoever rotates logs moves the file away.
void LineFile::reopen_if_moved() {
  struct stat here {};
  struct stat there {};
  const bool is_same = ::fstat(fd_, &here) == 0 && ::stat(path_.c_str(), &there) == 0 &&
                       here.st_ino == there.st_ino && here.st_dev == there.st_dev;
  if (is_same) return;
  const int fd = open();
  ::close(std::exchange(fd_, fd));
}

// Takes off what was written. Returns why not all was.
std::string LineFile::write(std::string& text) {
  try {
    reopen_if_moved();
  } catch (const std::system_error& error) {
    return error.what();
  }
  while (!text.empty()) {
    const ssize_t count = ::write(fd_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return path_.string() + ": " + std::generic_category().message(errno);
    text.erase(0, static_cast<std::size_t>(count));
    waiting_bytes_ -= static_cast<std::size_t>(count);
  }
  return {};
}

void LineFile::run() {
  std::string text;
  std::string reason;
  while (true) {
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      const auto is_due = [this] { return stopping_ || reopening_ || !waiting_.empty(); };
      if (text.empty()) {
        changed_.wait(lock, is_due);
      } else {
        changed_.wait_for(lock, kRetry, [this] { return stopping_ || reopening_; });
      }
      last = stopping_;
      reopening_ = false;
      if (text.empty()) text.swap(waiting_);
    }
    std::string why = write(text);
    if (why.empty() != reason.empty()) trouble_(why);
    reason = std::move(why);
    if (last) return;
  }
}

}  // namespace signalbox
