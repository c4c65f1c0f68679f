// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "compat/evidence.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

struct Facts;
struct NeedChange;
struct PairFacts;
struct Standing;

// Since when each client stands with an item where it stands. Evidence that counts today is taken
// from the day on which it first was true; that which does not count is left out; today is what
// verdicts say.
class NeedHistory {
 public:
  // Throws SQLite::Exception.
  explicit NeedHistory(SQLite::Database& view);

  std::vector<NeedChange> of(const PairFacts& pair, const Facts& facts) const;

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;  // build and item
  using Times = std::map<Key, std::int64_t>;

  std::vector<NeedChange> of(const Standing& standing, std::int64_t item, const Facts& facts) const;
  std::int64_t first_heard_of(const Standing& standing, const Key& key) const;
  std::int64_t began(const Evidence& evidence, const Key& key) const;

  Times exposed_;      // first had it in any way
  Times asked_;        // first connected explicitly, or asked for it back
  Times did_without_;  // first opted out
};

}  // namespace signalbox
