// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace SQLite {
class Database;
}

namespace signalbox {

struct Facts;

// Sets `machines` and `coverage` for the period of `facts`. Throws SQLite::Exception.
void read_coverage(SQLite::Database& view, Facts& facts);

}  // namespace signalbox
