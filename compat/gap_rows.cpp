// SPDX-License-Identifier: Apache-2.0
#include "compat/gap_rows.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace signalbox {

void open_gap(SQLite::Database& ledger, std::uint64_t machine, std::int64_t now) {
  SQLite::Statement row(ledger,
                        "INSERT INTO gap (machine, began, reason) SELECT ?1, ?2, 'upstream-lost' "
                        "WHERE NOT EXISTS (SELECT 1 FROM gap WHERE machine = ?1 "
                        "AND reason = 'upstream-lost' AND ended IS NULL)");
  row.bind(1, static_cast<std::int64_t>(machine));
  row.bind(2, now);
  row.exec();
}

void close_gap(SQLite::Database& ledger, std::uint64_t machine, std::int64_t now) {
  SQLite::Statement row(ledger,
                        "UPDATE gap SET ended = max(began, ?) WHERE machine = ? "
                        "AND reason = 'upstream-lost' AND ended IS NULL");
  row.bind(1, now);
  row.bind(2, static_cast<std::int64_t>(machine));
  row.exec();
}

void add_death_gaps(SQLite::Database& ledger, std::uint64_t run, std::int64_t began,
                    std::int64_t now) {
  SQLite::Statement rows(
      ledger,
      "INSERT INTO gap (machine, began, ended, reason) "
      "SELECT machine, max(?1, run.started), max(?2, ?1, run.started), 'host-died' FROM "
      "(SELECT machine FROM emission_account WHERE run = ?3 UNION "
      "SELECT machine FROM session WHERE run = ?3) JOIN run ON run.id = ?3");
  rows.bind(1, began);
  rows.bind(2, now);
  rows.bind(3, static_cast<std::int64_t>(run));
  rows.exec();
}

}  // namespace signalbox
