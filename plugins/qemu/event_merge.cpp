// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/event_merge.hpp"

namespace {

// So many events one monitor may be behind another. More than a socket holds: QEMU's events have
// 100 bytes and more, and a Unix socket takes about 200 KiB.
constexpr std::size_t kKept = 4096;

}  // namespace

bool EventMerge::is_new(std::size_t monitor, std::string_view line) {
  const auto known = next_.find(monitor);
  std::uint64_t at = known != next_.end() ? known->second : find(line);
  if (at < first_) at = first_;
  if (at == end()) {
    add(line);
    next_[monitor] = end();
    return true;
  }
  // The other monitors may not have been there yet when this one was told.
  if (lines_[at - first_] != line) return true;
  next_[monitor] = at + 1;
  return false;
}

void EventMerge::forget(std::size_t monitor) {
  next_.erase(monitor);
}

void EventMerge::add(std::string_view line) {
  lines_.emplace_back(line);
  if (lines_.size() <= kKept) return;
  lines_.pop_front();
  ++first_;
}

std::uint64_t EventMerge::find(std::string_view line) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (lines_[i] == line) return first_ + i;
  }
  return end();
}
