// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace signalbox {

// What does not add up in a ledger file, one sentence each; empty: its books balance. At every
// fold, per machine and item: due = delivered + filtered + muted + failed + pending, where due is
// counted at the signal and the rest at each connection; and totals, days and accounts agree.
// Throws SQLite::Exception.
std::vector<std::string> imbalances(SQLite::Database& ledger);

// The same without a look at the file itself and at the days of each use: there may be millions.
std::vector<std::string> unbalanced_books(SQLite::Database& ledger);

}  // namespace signalbox
