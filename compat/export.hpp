// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

namespace SQLite {
class Database;
}

namespace signalbox {

class Pseudonyms;

// Writes every row of a view as JSON, one object a line: first what it is, then
// {"table": "use", "id": 1, …}. With `pseudonyms`, names of clients, people, units and paths are
// stand-ins, and what people wrote and who to ask are left out; without (null) all is there.
// Throws SQLite::Exception.
void export_ledger(SQLite::Database& view, const Pseudonyms* pseudonyms, std::ostream& out);

}  // namespace signalbox
