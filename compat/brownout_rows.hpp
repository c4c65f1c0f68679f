// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compat/stage.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// A window in which an item is withheld as if it were gone. Times are seconds since 1970-01-01 UTC.
struct Brownout {
  std::uint64_t id = 0;
  ItemName item;
  std::string client;   // fingerprint; empty: all
  std::string machine;  // name; empty: all
  std::int64_t starts = 0;
  std::int64_t ends = 0;
  bool loses_state = false;  // the client is named, and the risk accepted
  std::string person;
};

// Returns what is wrong with it, one sentence, or an empty text: it is planned, with an id. All
// here throw SQLite::Exception.
std::string plan_brownout(SQLite::Database& ledger, Brownout& brownout, std::int64_t now);

// False: no such brownout is still to come or under way.
bool cancel_brownout(SQLite::Database& ledger, std::uint64_t id, std::int64_t now);

void link_brownout(SQLite::Database& ledger, std::uint64_t id, std::uint64_t experiment);

// Those that are not over, in the order of their start.
std::vector<Brownout> brownouts(SQLite::Database& ledger, std::int64_t now);

}  // namespace signalbox
