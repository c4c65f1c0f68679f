// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <istream>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace signalbox {

struct EmissionRecord;

// A report of what a client has handled cannot be read: names the line and what is wrong.
class HandledReportError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One line of what a client has handled: {"event": "STOP", "timestamp": {"seconds": …,
// "microseconds": …}, "data": {…}}, the event as the client understood it. See docs/compare.md.
struct HandledLine {
  std::string event;
  std::int64_t seconds = 0;
  std::int64_t microseconds = 0;
  std::optional<std::string> data;  // JSON text; nothing: the client does not say
};

// Throws HandledReportError.
HandledLine read_handled_line(std::string_view line);

// How a client has handled one emission, once for each time.
struct Handled {
  std::optional<std::string> data;
  bool is_out_of_order = false;  // after one that it was sent later
};

// The report of one client, matched line by line to what the host has sent it: by event and time,
// which is the emission's; where several emissions share these, by data and then in order. Holds
// the lines and emissions of a window only; `report` is read as far as that allows.
class HandledReport {
 public:
  // `report` may be null: the client tells nothing. It outlives this.
  explicit HandledReport(std::istream* report) : report_(report) {}

  bool is_there() const { return report_ != nullptr; }

  // The client was sent `count` events of this emission, behind all that was added before.
  // Throws HandledReportError.
  void add(const EmissionRecord& record, std::uint64_t count);

  // What it says of an emission that was added; forgets it.
  std::vector<Handled> take(std::uint64_t number);

  // All has been added: the rest of the report is read.
  void complete();

  // What it says to have handled and was never sent; complete after complete().
  const std::vector<HandledLine>& invented() const { return invented_; }  // the first ones
  std::uint64_t invented_count() const { return invented_count_; }

 private:
  struct Sent {
    std::uint64_t number;
    std::uint64_t place;  // among all that was sent
    std::uint64_t count;
    std::string data;
    std::vector<Handled> handled;
  };

  // A line that no emission has been found for: none with its key was added yet, or it says
  // something else than these were sent.
  struct Early {
    std::uint64_t line;
    std::uint64_t place;  // of the last emission when it was read
    bool is_out_of_order;
    HandledLine handled;
  };

  // What shares event and time.
  struct Bucket {
    std::deque<Sent> sent;
    std::deque<Early> waiting;  // until one of these is taken
  };

  void read_on();
  bool read_line();
  bool assign(Bucket& bucket, Early& early);
  void give(Sent& sent, Early& early);
  void expire(std::uint64_t place);
  void invent(HandledLine line);

  std::istream* const report_;
  std::uint64_t lines_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t furthest_ = 0;                    // place of the last emission that was handled
  std::pair<std::int64_t, std::int64_t> latest_;  // time of what was added last
  std::map<std::string, Bucket> by_key_;
  std::unordered_map<std::uint64_t, std::string> keys_;  // of numbers
  std::map<std::string, std::deque<Early>> early_;
  std::set<std::uint64_t> early_lines_;
  std::size_t waiting_ = 0;  // in all buckets
  bool is_complete_ = false;
  std::uint64_t invented_count_ = 0;
  std::vector<HandledLine> invented_;
};

// The names of the events in a report, which is read to its end.
std::set<std::string> handled_events(std::istream& report);

}  // namespace signalbox
