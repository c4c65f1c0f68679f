// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "compat/report.hpp"

namespace SQLite {
class Column;
class Database;
}  // namespace SQLite

namespace signalbox {

// What reports have in common.

Cell time_cell(const SQLite::Column& column);
Cell count_cell(const SQLite::Column& column);
Cell text_cell(const SQLite::Column& column);

// In days since 1970-01-01; 0: everything.
std::int64_t first_day(const Period& period);

// "sums": the counts of each use (id) in the period, for a WITH clause. A whole ledger's stand in
// each use; else only the days that are asked for are read. ?1 is the first day.
std::string sums_of_uses(const Period& period);

// Says what the numbers rest on.
void add_coverage(SQLite::Database& view, const Period& period, Table& table);

}  // namespace signalbox
