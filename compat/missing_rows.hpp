// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "compat/tally_contents.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// The row of a use, made, together with its item, where it is missing. Throws SQLite::Exception.
std::int64_t use_row(SQLite::Database& database, const SlotOwner& owner, std::int64_t build,
                     const std::string& run_label, std::int64_t now);

// Makes the rows that a slot's counts belong to where the host that counted died before it could
// commit them: of run, machine, client, build, session, item, use and account. From what the slot
// says; the rest is left empty. Throws SQLite::Exception.
void add_missing_rows(SQLite::Database& database, const TallyContents& tally,
                      const TallySlot& slot);

}  // namespace signalbox
