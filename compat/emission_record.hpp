// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace signalbox {

// Events of one emission for the clients with one run label.
struct LabelOutcome {
  std::string label;
  std::uint64_t sent = 0;      // taken by their sockets
  std::uint64_t filtered = 0;  // their `where` did not match
  std::uint64_t muted = 0;     // a policy withheld it
  std::uint64_t failed = 0;    // the session ended first

  bool is_connected() const { return sent + filtered + muted + failed > 0; }

  bool operator==(const LabelOutcome&) const = default;
};

// One emission behind one tap, as the host's emission-event tells it, or a line of a recording.
struct EmissionRecord {
  std::uint64_t number = 0;          // counted by the machine from 1 on
  std::uint64_t cause = 0;           // of the emission in whose slot it was made; 0: none
  std::string event;                 // wire name: "BLOCK_IO_ERROR"
  std::string signal;                // accessor: "block-io-event"
  std::string arguments = "{}";      // of the accessor, canonical JSON
  std::string data;                  // JSON text of an object; empty: the event has none
  std::int64_t seconds = 0;          // since 1970-01-01 UTC
  std::int32_t microseconds = 0;     // 0 to 999,999
  std::vector<LabelOutcome> labels;  // those that were there, connected or not

  bool operator==(const EmissionRecord&) const = default;

  // Null: nobody with that label was there.
  const LabelOutcome* outcome_of(std::string_view label) const;
};

// An EMISSION_EVENT message. Throws std::invalid_argument saying what is missing.
EmissionRecord record_of_event(const boost::json::object& message);

// A line of a recording: an EMISSION_EVENT as it came, or {"number": 7, "cause": 5, "event":
// "BLOCK_IO_ERROR", "signal": …, "arguments": {}, "data": {…}, "timestamp": {"seconds": …,
// "microseconds": …}, "labels":
// [{"label": "old", "sent": 1}]}, without the line end. Only number and event must be there; counts
// that are left out are 0, and what else stands in it is ignored. Throws std::invalid_argument.
EmissionRecord read_emission_record(std::string_view line);
std::string text_of(const EmissionRecord& record);

}  // namespace signalbox
