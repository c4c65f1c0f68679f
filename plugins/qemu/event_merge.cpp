// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/event_merge.hpp"

#include <functional>

namespace {

// So many events one monitor may be behind another before they are known by their time alone. More
// than a socket holds: QEMU's events have 100 bytes and more, and a Unix socket takes about 200
// KiB.
constexpr std::size_t kKept = 4096;

}  // namespace

bool EventMerge::is_new(std::size_t monitor, std::string_view line, std::int64_t time) {
  const Line brought{std::hash<std::string_view>()(line), line.size(), time};
  const bool is_far_behind = next_[monitor] < first_;
  const std::uint64_t at = is_far_behind ? first_ : next_[monitor];
  if (is_far_behind && time < lines_.front().time) return false;  // brought, and kept no longer
  const std::uint64_t found = find(brought, at);
  if (found != end()) {
    next_[monitor] = found + 1;
    return false;
  }
  // An event that is older than what the monitor should bring next came before another monitor was
  // connected. Else the monitor was connected after what it should bring.
  const bool is_older = at < end() && time < lines_[at - first_].time;
  const std::uint64_t place = is_older ? at : end();
  insert(place, brought);
  next_[monitor] = place + 1;
  return true;
}

std::uint64_t EventMerge::find(const Line& line, std::uint64_t from) const {
  for (std::uint64_t at = from; at < end(); ++at) {
    if (lines_[at - first_] == line) return at;
  }
  return end();
}

// A monitor that is further on than that does not have this event.
void EventMerge::insert(std::uint64_t at, const Line& line) {
  lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at - first_), line);
  for (auto& [monitor, next] : next_) {
    if (next > at) ++next;
  }
  if (lines_.size() <= kKept) return;
  lines_.pop_front();
  ++first_;
}
