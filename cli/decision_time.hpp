// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace signalbox::cli {

struct DecisionTime {
  std::int64_t at = 0;                 // seconds since 1970-01-01 UTC
  std::vector<std::string> connected;  // names of clients that have an item now: for them it holds
                                       // not
};

// The time to give a decision that `clients` (ids) do without `items` (ids; empty: all), in the
// ledger `file`: now, and later than all that they did with them. Times in a ledger are whole
// seconds, so that it waits up to a second. Throws std::runtime_error where a client did something
// after now, by a clock that was set back, and LedgerError.
DecisionTime time_of_decision(const std::string& file, const std::vector<std::int64_t>& clients,
                              const std::vector<std::int64_t>& items);

// Says on stderr, a line each, that a decision does not hold for those that are connected.
void warn_of_connected(const DecisionTime& time);

}  // namespace signalbox::cli
