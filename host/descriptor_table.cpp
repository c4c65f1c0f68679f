// SPDX-License-Identifier: Apache-2.0
#include "host/descriptor_table.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

namespace signalbox {

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t descriptor_limit() {
  rlimit limit{};
  constexpr rlim_t kMost = std::numeric_limits<int>::max();
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMost;
  return static_cast<std::size_t>(std::min(limit.rlim_cur, kMost));
}

// The system gives out the lowest number that is free.
bool has_free_descriptor_below(std::size_t number) {
  const int lowest = ::open("/", O_PATH | O_CLOEXEC);
  if (lowest < 0) return false;
  ::close(lowest);
  return static_cast<std::size_t>(lowest) < number;
}

}  // namespace signalbox
