// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string_view>

// One stream of events out of those of several monitors. QEMU sends each event to all of its
// monitors, in the same order and with the same time, and in each of them in front of the reply to
// the command that caused it. So whichever monitor brings an event first is believed, and the
// others' copies are dropped: then the order holds for the replies of all of them.
//
// A monitor that was connected later lacks what came before, so its events are part of the stream
// and not all of it. Where it brings something else than what it should bring next, its place is
// looked for further on; two events with one text can only be confused until then.
class EventMerge {
 public:
  // Returns whether no other monitor has brought this line yet. `monitor` names the one that does,
  // `time` is that of the event, in microseconds.
  bool is_new(std::size_t monitor, std::string_view line, std::int64_t time);

  // The monitor has been connected, perhaps again: it brings what is kept here, or part of that, or
  // what comes next.
  void joined(std::size_t monitor) { next_[monitor] = first_; }

 private:
  // An event is known again by its text, of which only this is kept: a text may be large.
  struct Line {
    std::size_t hash;
    std::size_t size;
    std::int64_t time;

    bool operator==(const Line&) const = default;
  };

  std::uint64_t end() const { return first_ + lines_.size(); }
  std::uint64_t find(const Line& line, std::uint64_t from) const;
  void insert(std::uint64_t at, const Line& line);

  std::deque<Line> lines_;                     // the latest
  std::uint64_t first_ = 0;                    // how many were before them
  std::map<std::size_t, std::uint64_t> next_;  // what each monitor brings next
};
