// SPDX-License-Identifier: Apache-2.0
#include "host/log_writer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace signalbox {
namespace {

constexpr std::chrono::seconds kRemarksPause{1};
constexpr std::string_view kCut = " (cut)";

// A FIFO without a reader is an error and not a wait.
int open_file(const std::string& path) {
  const int fd = ::open(path.c_str(),
                        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
  if (fd >= 0) return fd;
  throw std::system_error(errno, std::generic_category(), "the log '" + path + "'");
}

// Takes off what was written: whole lines at a time, as far as they fit into one write. False:
// the descriptor does not take more, or not within `patience` milliseconds; -1: it has all time.
bool write_all(int fd, std::string_view& text, int patience) {
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, LogWriter::kMostLineBytes);
    const std::size_t size = piece.rfind('\n') + 1;
    pollfd ready = {fd, POLLOUT, 0};
    const int found = ::poll(&ready, 1, patience);
    if (found == 0 || (found < 0 && errno != EINTR)) return false;
    const ssize_t count = ::write(fd, text.data(), size == 0 ? piece.size() : size);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

LogWriter::LogWriter(int fd, Line line, Remarks remarks)
    : line_(std::move(line)), remarks_(std::move(remarks)), fd_(fd) {}

void LogWriter::put(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() + line.size() >= kMostBytes) {
    ++left_out_here_;
    ++left_out_;
    return;
  }
  append(line);
  start();
  changed_.notify_one();
}

// Starts the thread. Where none can be made, lines wait until the next line is put.
void LogWriter::start() {
  if (is_running_) return;
  try {
    std::thread([this] { run(); }).detach();
    is_running_ = true;
  } catch (const std::system_error&) {
  }
}

void LogWriter::append(std::string_view line) {
  if (line.size() >= kMostLineBytes) {
    waiting_.append(line.substr(0, kMostLineBytes - 1 - kCut.size())).append(kCut);
  } else {
    waiting_.append(line);
  }
  waiting_.push_back('\n');
}

void LogWriter::ask_remarks() {
  const std::lock_guard lock(mutex_);
  if (remarks_due_) return;
  remarks_due_ = Clock::now() + kRemarksPause;
  changed_.notify_one();
}

void LogWriter::open(const std::string& path) {
  ::close(open_file(path));  // what is wrong with it is told here, and at once
  const std::lock_guard lock(mutex_);
  path_ = path;
  reopening_ = true;
}

void LogWriter::reopen() {
  const std::lock_guard lock(mutex_);
  reopening_ = !path_.empty();
  changed_.notify_one();
}

void LogWriter::drain(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  is_draining_ = true;
  if (!is_running_) {
    if (is_due()) write_due(lock, static_cast<int>(limit.count()));
    is_draining_ = false;
    return;
  }
  changed_.notify_one();
  idle_.wait_for(lock, limit, [this] { return !is_busy_ && !is_due(); });
  is_draining_ = false;
}

bool LogWriter::is_due() const {
  const bool are_remarks = remarks_due_ && (is_draining_ || *remarks_due_ <= Clock::now());
  return !waiting_.empty() || reopening_ || are_remarks;
}

void LogWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    while (!is_due()) {
      if (remarks_due_) {
        changed_.wait_until(lock, *remarks_due_);
      } else {
        changed_.wait(lock);
      }
    }
    write_due(lock, -1);
  }
}

void LogWriter::write_due(std::unique_lock<std::mutex>& lock, int patience) {
  is_busy_ = true;
  for (const std::string& each : due_remarks(lock)) append(each);
  std::string text = std::exchange(waiting_, {});
  const std::uint64_t left_out = std::exchange(left_out_here_, 0);
  const std::string path = std::exchange(reopening_, false) ? path_ : std::string();
  lock.unlock();
  if (!path.empty()) open_anew(path);
  write(std::move(text), left_out, patience);
  lock.lock();
  is_busy_ = false;
  idle_.notify_all();
}

std::vector<std::string> LogWriter::due_remarks(std::unique_lock<std::mutex>& lock) {
  if (!remarks_due_ || (!is_draining_ && *remarks_due_ > Clock::now())) return {};
  remarks_due_.reset();
  lock.unlock();
  std::vector<std::string> remarks = remarks_();
  lock.lock();
  return remarks;
}

// What the descriptor does not take now is left out: lines of the past help nobody when it does.
void LogWriter::write(std::string text, std::uint64_t left_out, int patience) {
  const auto remark = [this](std::uint64_t count) {
    return line_("the log has left out " + std::to_string(count) +
                 " lines: they were not taken in time") +
           "\n";
  };
  if (refused_ > 0) {
    const std::string before = remark(refused_);
    std::string_view rest = before;
    if (write_all(fd_, rest, patience)) refused_ = 0;
  }
  std::string_view rest = text;
  if (!write_all(fd_, rest, patience)) {
    const std::size_t lost = lines_of(rest);
    left_out_ += lost;
    refused_ += lost + left_out;
  } else if (left_out > 0) {
    const std::string behind = remark(left_out);
    rest = behind;
    if (!write_all(fd_, rest, patience)) refused_ += left_out;
  }
}

void LogWriter::open_anew(const std::string& path) {
  try {
    const int fd = open_file(path);
    if (const int before = std::exchange(fd_, fd); before != STDERR_FILENO) ::close(before);
  } catch (const std::system_error& error) {
    write(line_("cannot be opened anew: " + std::string(error.what())) + "\n", 0, -1);
  }
}

}  // namespace signalbox
