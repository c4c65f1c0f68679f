// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace signalbox {

// How many lines a source may write into the log in a second, each source by itself. [any thread]
class LogBudget {
 public:
  using Clock = std::chrono::steady_clock;

  // `most`: lines a second.
  explicit LogBudget(std::uint64_t most) : most_(most) {}

  std::uint64_t most() const { return most_; }
  void set_most(std::uint64_t most) { most_ = most; }

  // Counts one line of `source`. False: it is to be left out.
  bool take(const std::string& source, Clock::time_point now);

  struct LeftOut {
    std::string source;
    std::uint64_t lines;
  };

  // The lines left out since the last call; no other call tells them again.
  std::vector<LeftOut> left_out();

  // The lines left out since the start.
  std::uint64_t all_left_out() const { return all_left_out_; }

 private:
  struct Second {
    Clock::time_point start;
    std::uint64_t lines = 0;
    std::uint64_t left_out = 0;
  };

  std::atomic<std::uint64_t> most_;
  std::atomic<std::uint64_t> all_left_out_ = 0;
  std::mutex mutex_;                       // guards what follows
  std::map<std::string, Second> seconds_;  // of each source; those of the past are forgotten
  Clock::time_point cleaned_{};            // when they were
};

}  // namespace signalbox
