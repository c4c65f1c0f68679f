// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace signalbox {

// What became of one connection's events. Written by the loop thread alone, by plain adds; it may
// lie in memory that outlives the process (a mapped file), so it is only numbers. At rest
// due = delivered + filtered + muted + failed + pending, where pending is not stored.
struct Account {
  std::uint64_t due = 0;        // the connection was there when the signal was emitted
  std::uint64_t delivered = 0;  // accepted by the client's socket; counted before the send that may
                                // complete it and taken back if it was not accepted
  std::uint64_t filtered = 0;   // its `where` did not match
  std::uint64_t muted = 0;      // a policy withheld it
  std::uint64_t failed = 0;     // the session ended first
};

// The same of connections with a `where`, which an emission that does not match them must not
// touch: they were due whatever was emitted while they were there. Their `due` and `filtered` are
// not yet in the Account; with `emissions` of the signal by now,
//   due      += connections * emissions - since
//   filtered += connections * emissions - since - matched
struct ConditionAccount {
  std::uint64_t connections = 0;  // those that are there
  std::uint64_t since = 0;        // the sum of what had been emitted when each of them started
  std::uint64_t matched = 0;      // events that fulfilled the condition of one of them
};

}  // namespace signalbox
