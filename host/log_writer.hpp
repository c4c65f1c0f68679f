// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// Writes lines to a descriptor on a thread of its own: a pipe that nobody reads, a stopped terminal
// or a full disk holds nobody else. What waits is bounded. Lines above that, and lines that the
// descriptor refuses, are left out, and a line in their place says how many.
//
// The thread may be in write() for ever. So an object of this class is never destroyed: its thread
// is detached and ends with the process. [any thread]
class LogWriter {
 public:
  // A line is cut behind this size, its line feed included. It is PIPE_BUF of Linux: such a write
  // to a pipe is never mixed with that of another process, and fits where poll() says so.
  static constexpr std::size_t kMostLineBytes = 4096;

  // The most that waits: some 10,000 lines.
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  // The writer's own text as a line of the log, without a line feed. [any thread]
  using Line = std::function<std::string(const std::string& text)>;

  // Lines that are due, each without a line feed. [the writer's thread]
  using Remarks = std::function<std::vector<std::string>()>;

  // `fd` stays the caller's.
  LogWriter(int fd, Line line, Remarks remarks);
  ~LogWriter() = delete;
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // Takes a line without a line feed. Does not wait.
  void put(std::string_view line);

  // Asks for the remarks in one second. Asking twice is asking once.
  void ask_remarks();

  // Writes into a file from now on, which is made with mode 0640 if it is not there. Throws
  // std::system_error, with the path.
  void open(const std::string& path);

  // Opens that file anew, in front of what waits: it may have been moved away. Where this fails, a
  // line says why and the old one is written on. Does not wait for it. Without a file: nothing.
  void reopen();

  // Returns when all that was put and all remarks are written, or after `limit`.
  void drain(std::chrono::milliseconds limit);

  // Lines that were left out since the start, for what is written here.
  std::uint64_t left_out() const { return left_out_; }

 private:
  using Clock = std::chrono::steady_clock;

  void start();
  void run();
  void write_due(std::unique_lock<std::mutex>& lock, int patience);  // milliseconds; -1: all time
  bool is_due() const;
  std::vector<std::string> due_remarks(std::unique_lock<std::mutex>& lock);
  void append(std::string_view line);
  void write(std::string text, std::uint64_t left_out, int patience);
  void open_anew(const std::string& path);

  const Line line_;
  const Remarks remarks_;

  // The thread's, once that runs.
  int fd_;
  std::uint64_t refused_ = 0;  // lines that the descriptor did not take, since the last that it did

  std::mutex mutex_;  // guards what follows, but the count
  std::condition_variable changed_;
  std::condition_variable idle_;
  std::string waiting_;              // lines
  std::uint64_t left_out_here_ = 0;  // lines behind `waiting_` that had no room
  std::optional<Clock::time_point> remarks_due_;
  std::string path_;  // empty: no file of its own
  bool reopening_ = false;
  bool is_running_ = false;  // the thread, which the first line starts
  bool is_busy_ = false;     // it writes
  bool is_draining_ = false;
  std::atomic<std::uint64_t> left_out_ = 0;
};

}  // namespace signalbox
