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

}  // namespace signalbox
