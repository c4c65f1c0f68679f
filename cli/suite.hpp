// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace signalbox::cli {

// A test suite to be run.
struct SuiteOrder {
  std::string name;                                // for messages: "old"
  std::string command;                             // for sh -c
  std::filesystem::path directory;                 // where it runs; must be there
  std::map<std::string, std::string> environment;  // beside our own, or instead
  std::chrono::milliseconds timeout{0};            // 0: none
  std::filesystem::path output;                    // keeps what it prints; made, or emptied
  std::vector<int> inherited{};  // descriptors of ours that it gets under the same numbers
};

// How a suite ended.
struct SuiteOutcome {
  enum class End {
    exited,     // code: what it returned
    killed,     // code: the signal
    timed_out,  // and was killed
    stopped,    // by stop()
    lost,       // who watched over it was killed
  };
  End end = End::lost;
  int code = 0;
  int left_behind = 0;  // processes that it had left running; they are gone
  std::uint64_t output_bytes = 0;

  bool passed() const { return end == End::exited && code == 0; }
};

// "exit code 1", "killed by signal 11 (Segmentation fault)", "took too long and was killed" …
std::string text_of(const SuiteOutcome& outcome);

// A suite that runs in a directory and a process group of its own, with no terminal to read from.
// A process of ours watches over it: when the suite ends, is stopped, or we are gone, even by
// SIGKILL, it ends whatever the suite has started and left, also what has made sessions of its own.
// Runs on the io_context that it is given; the program must have no other thread when it starts.
class Suite {
 public:
  // Gets each line that is printed, without its end; never more than kMaxLine of it.
  using Show = std::function<void(std::string_view line)>;
  static constexpr std::size_t kMaxLine = 4096;

  // Starts it. `ended` is called once, when all of it has ended and all that it printed is kept.
  // Throws std::system_error.
  Suite(boost::asio::io_context& io, SuiteOrder order, Show show, std::function<void()> ended);

  // Ends it at once and waits for that.
  ~Suite();

  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;

  const SuiteOrder& order() const { return order_; }

  // Nothing: it runs.
  const std::optional<SuiteOutcome>& outcome() const { return outcome_; }

  // Asks it to end (SIGTERM), and makes it end two seconds later.
  void stop();

 private:
  void start();
  void read_output();
  void read_report();
  void keep(std::string_view text);
  void show_line();
  void finish_if_done();

  const SuiteOrder order_;
  const Show show_;
  const std::function<void()> ended_;
  boost::asio::posix::stream_descriptor output_;
  boost::asio::posix::stream_descriptor report_;
  boost::asio::steady_timer timeout_;
  std::ofstream kept_;
  pid_t watcher_ = -1;
  SuiteOutcome::End why_stopped_ = SuiteOutcome::End::exited;
  bool is_output_at_end_ = false;
  bool is_reported_ = false;
  SuiteOutcome result_;
  std::optional<SuiteOutcome> outcome_;
  std::string line_;  // the beginning of one
  char buffer_[1 << 16];
};

}  // namespace signalbox::cli
