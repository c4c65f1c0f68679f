// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compat/payload.hpp"

namespace signalbox {

// How the new client compares with the old one in one emission. See docs/compare.md.
enum class Parity {
  match,
  missing_new,         // the old one had it and the new one did not
  missing_old,         // the other way round
  duplicate,           // the new one had it more often
  payload_differs,     // what it says is not the same
  order_differs,       // the new one took it behind a later one, and the old one did not
  late,                // the new one was connected to it only after this emission
  filtered_by_design,  // the new one has asked not to get this one
  muted,               // a policy withheld it from one of them
};
inline constexpr std::size_t kParities = 9;

std::string_view name_of(Parity parity);  // "missing-new"

// Something is wrong with the new client, or with the old one.
bool is_difference(Parity parity);

// One emission of the old interface and what stands for it in the new one.
struct Finding {
  Parity parity = Parity::match;
  std::uint64_t number =
      0;  // of the emission that the old client gets; of the other if there is none
  std::uint64_t root = 0;  // that it came from
  std::string event;       // what the old client calls it, or could
  std::string new_event;   // what the new one has instead; empty: nothing
  std::string data;        // of the old event, JSON text
  std::string new_data;
  std::int64_t seconds = 0;  // when it was emitted
  std::int32_t microseconds = 0;
  std::string reason;                          // a clause: "sent, and not handled"
  std::vector<PayloadDifference> differences;  // payload_differs
};

// The comparison of all emissions of a run.
struct EmissionParity {
  using Counts = std::array<std::uint64_t, kParities>;  // by Parity

  std::map<std::string, Counts> by_event;
  // Of payload_differs, by event and the path of the member.
  std::map<std::string, std::map<std::string, std::uint64_t>> by_member;
  std::vector<Finding> findings;  // what is no match: the first kMaxFindings
  std::vector<Finding> timeline;  // in order, with the matches around them: at most kMaxTimeline
  std::uint64_t emissions = 0;    // records that were read
  std::uint64_t compared = 0;
  std::uint64_t outside = 0;   // while one of the clients was not there
  std::uint64_t new_only = 0;  // of signals that the old client knows nothing of
  std::uint64_t unused = 0;    // the old client says what it handles, and these are not among it
  std::map<std::string, std::uint64_t> fired;  // events, by wire name

  static constexpr std::size_t kMaxFindings = 1000;
  static constexpr std::size_t kMaxTimeline = 2000;

  std::uint64_t count(Parity parity) const;
  std::uint64_t differences() const;  // of them is_difference()
};

}  // namespace signalbox
