// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace signalbox {

struct CaseFile;

// Adds what speaks for or against each build's need of each item: what the ledger has rows for, and
// what follows from sessions, connections and declarations. The items, builds and uses must have
// been read. Throws SQLite::Exception.
void read_evidence(SQLite::Database& view, std::int64_t now, CaseFile& file);

}  // namespace signalbox
