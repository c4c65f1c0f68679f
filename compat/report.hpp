// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "compat/table.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

class Names;

// What a report covers.
struct Period {
  std::int64_t now = 0;     // seconds since 1970-01-01 UTC
  std::optional<int> days;  // the last so many days, today included; else everything
};

// One row an event: whether it can go, how often it was emitted and who has it how. Of a view
// (ledger_view.hpp). The columns are explained in docs/ledger.md, and their JSON in
// docs/report.schema.json. Throws SQLite::Exception.
Table report_by_event(SQLite::Database& view, const Period& period);

// One row for each client, build, machine, event and mode, those that opted out included.
Table report_by_client(SQLite::Database& view, const Period& period, const Names& names);

}  // namespace signalbox
