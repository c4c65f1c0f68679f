// SPDX-License-Identifier: Apache-2.0
#include "bench/latencies.hpp"

#include <time.h>

#include <algorithm>
#include <cstdio>

namespace bench {

namespace {

std::int64_t read_clock(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

}  // namespace

std::int64_t now_ns() {
  return read_clock(CLOCK_MONOTONIC);
}

std::int64_t cpu_ns() {
  return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

std::string Latencies::take() {
  std::sort(all_.begin(), all_.end());
  const auto part = [this](double share) {
    if (all_.empty()) return 0.0;
    const auto place = static_cast<std::size_t>(share * static_cast<double>(all_.size() - 1));
    return static_cast<double>(all_[place]) / 1e3;
  };
  char text[100];
  std::snprintf(text, sizeof text, R"("p50_us": %.1f, "p99_us": %.1f, "max_us": %.1f)", part(0.5),
                part(0.99), part(1));
  all_.clear();
  return text;
}

}  // namespace bench
