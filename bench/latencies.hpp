// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

// CLOCK_MONOTONIC in nanoseconds.
std::int64_t now_ns();

// CPU time of this process in nanoseconds.
std::int64_t cpu_ns();

// Times in nanoseconds, all of them kept.
class Latencies {
 public:
  void add(std::int64_t ns) { all_.push_back(ns); }

  // `"p50_us": …, "p99_us": …, "max_us": …`, all 0 if there are none; forgets them.
  std::string take();

 private:
  std::vector<std::int64_t> all_;
};

}  // namespace bench
