// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compat/visit.hpp"

namespace signalbox {

// All by which sessions of the ledger differ but for their times: client, version, contact,
// machine, role, choices, and `defaults`, the legacy events that it is connected to by default.
// Empty for a session with a label: the sides of a comparison are kept apart.
std::string kind_of(const SessionFacts& facts, const std::vector<std::string>& defaults);

// A visit that is over, but whose session is open in the ledger: a later one that is like it goes
// on with its rows.
struct RestingVisit {
  Visit visit;
  std::int64_t closed = 0;  // seconds since 1970
  std::string reason;
};

// The sessions of clients that poll. The first kInFull sessions of a kind have rows of their own;
// a later one goes on with those of one that is over, if it comes within kRest. [loop]
class LikeSessions {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::uint64_t kInFull = 100;
  static constexpr std::chrono::seconds kRest{90};
  static constexpr std::size_t kMostResting = 1024;
  static constexpr std::size_t kMostKinds = 4096;  // that are counted

  // A session of the kind has got rows of its own.
  void wrote(const std::string& kind);

  // Returns whether a session of the kind that is over has to rest here.
  bool may_rest(const std::string& kind) const;

  // Keeps it. Returns the one that has to give way.
  std::optional<RestingVisit> rest(RestingVisit visit, Time now);

  // Takes the latest of the kind.
  std::optional<RestingVisit> take(const std::string& kind);

  // Takes those that came before `when`: the time less kRest, or the end of time for all.
  std::vector<RestingVisit> take_before(Time when);

 private:
  struct Entry {
    RestingVisit visit;
    Time since;
  };

  std::unordered_map<std::string, std::uint64_t> written_;      // sessions by kind
  std::unordered_map<std::string, std::deque<Entry>> resting_;  // by kind, the oldest first
  std::size_t count_ = 0;                                       // of those that rest
};

}  // namespace signalbox
