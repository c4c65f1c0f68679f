// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace signalbox {

// Appends lines to a file of its owner's alone, on a thread of its own, so that a slow or full disk
// holds nobody. A file that was moved away is made anew. [one thread, but where it says so]
class LineFile {
 public:
  // What waits at most; further lines are lost, and counted.
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  // Opens it; throws std::system_error with the path. `trouble` is told why nothing can be written,
  // and, with an empty text and how many lines were lost, that it goes on. [the file's thread]
  using Trouble = std::function<void(const std::string& reason, std::uint64_t lost)>;
  LineFile(std::filesystem::path file, Trouble trouble);

  // Writes what waits, trying once.
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  // `line` is without a line feed.
  void append(std::string_view line);

  // Makes a file that was moved away anew at once, not only for the next line. Does not wait for
  // it.
  void reopen();

 private:
  int open() const;
  void reopen_if_moved();
  void run();
  std::string write(std::string& text);

  const std::filesystem::path path_;
  const Trouble trouble_;
  int fd_;  // the file's thread's, once that runs

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::string waiting_;
  std::uint64_t lost_ = 0;
  bool reopening_ = false;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace signalbox
