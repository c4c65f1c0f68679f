// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace signalbox {

// Writes that a build has declared which legacy events it needs (client-info.interest): `events`,
// by wire name, and no others. What it said before in this form keeps its day. What it does not say
// any more stays in `evidence`, with the day on which it was first said and `now`, the day on which
// it no longer was. A list with a name that the ledger does not know is not complete: it says
// nothing of the events that it leaves out. `now`: seconds since 1970-01-01 UTC. Inside the
// caller's transaction. Throws SQLite::Exception.
void add_interest(SQLite::Database& ledger, std::int64_t build,
                  const std::vector<std::string>& events, std::int64_t now);

}  // namespace signalbox
