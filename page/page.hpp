// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace SQLite {
class Database;
}

namespace signalbox {

class Names;
struct Period;

// All that a ledger knows as one HTML page that needs nothing else: no script, style, font or image
// from elsewhere. For screens, light and dark, paper, keyboards and screen readers; behind each
// chart lies a table. Of a view (ledger_view.hpp). Throws SQLite::Exception.
std::string page_of(SQLite::Database& view, const Period& period, const Names& names);

}  // namespace signalbox
