// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace signalbox {

// Appends lines to a file of its owner's alone, on a thread of its own, so that a slow or full disk
// holds up no caller; a caller that adds without end looks at waiting_bytes() first. A file that
// was moved away is made anew. [one thread, but where it says so]
class LineFile {
 public:
  // Opens it; throws std::system_error with the path. `trouble` is told why nothing can be written,
  // and, by an empty text, that it goes on. [the file's thread]
  using Trouble = std::function<void(const std::string& reason)>;
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

  // Bytes of the lines that are not written.
  std::size_t waiting_bytes() const { return waiting_bytes_; }  // [any thread]

 private:
  int open() const;
  void reopen_if_moved();
  void run();
  std::string write(std::string& text);

  const std::filesystem::path path_;
  const Trouble trouble_;
  int fd_;  // the file's thread's, once that runs

  std::atomic<std::size_t> waiting_bytes_ = 0;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::string waiting_;
  bool reopening_ = false;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace signalbox
