// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

// One stream of events out of those of several monitors. QEMU sends each event to all of its
// monitors, in the same order and with the same time, and in each of them in front of the reply to
// the command that caused it. So whichever monitor brings an event first is believed, and the
// others' copies are dropped: then the order holds for the replies of all of them.
class EventMerge {
 public:
  // Whether no other monitor has brought this line yet. `monitor` names the one that does.
  bool is_new(std::size_t monitor, std::string_view line);

  // The monitor has ended; what comes by it later is from a new beginning.
  void forget(std::size_t monitor);

 private:
  std::uint64_t end() const { return first_ + lines_.size(); }
  void add(std::string_view line);
  std::uint64_t find(std::string_view line) const;

  std::deque<std::string> lines_;              // the latest
  std::uint64_t first_ = 0;                    // how many were before them
  std::map<std::size_t, std::uint64_t> next_;  // what each monitor brings next
};
