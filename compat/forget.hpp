// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace SQLite {
class Database;
}

namespace signalbox {

// Deletes a client that is gone, with its name, program, user and versions, and what was said of
// it. Its counts go to one client '(forgotten)', so that the books still balance, and that is
// resolved for every item by `person`. One transaction. Throws LedgerError: it is connected; and
// SQLite::Exception.
void forget(SQLite::Database& ledger, std::int64_t client, const std::string& person,
            const std::string& reason, std::int64_t now);

}  // namespace signalbox
