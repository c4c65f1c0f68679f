// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace SQLite {
class Database;
}

namespace signalbox {

// Times in which a machine went on and nobody watched it. All throw SQLite::Exception.

// Its upstream is lost; one that is open stays as it is.
void open_gap(SQLite::Database& ledger, std::uint64_t machine, std::int64_t now);
void close_gap(SQLite::Database& ledger, std::uint64_t machine, std::int64_t now);

// A host died at `began`; until `now` nobody watched the machines that it had.
void add_death_gaps(SQLite::Database& ledger, std::uint64_t run, std::int64_t began,
                    std::int64_t now);

}  // namespace signalbox
