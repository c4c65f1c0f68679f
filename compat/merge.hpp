// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace SQLite {
class Database;
}

namespace signalbox {

// Adds all that the ledger `from` has, the tally beside it included, to `into`, which no host must
// be writing to. Clients are the same by fingerprint, machines by their upstream's UUID; a machine
// without one that has the name of another becomes "NAME@" and 8 digits of its ledger's UUID. What
// people decided about stages in `into` stays; brownouts that have not begun are left to the other
// host. What people decided about a client's need stays only where one of the two ledgers knows the
// client: a decision was made without what the other has seen of it. Returns how many were dropped.
// One transaction. Throws LedgerError: it was merged before, or is the same ledger, or too
// many clients would be there.
std::int64_t merge(SQLite::Database& into, const std::filesystem::path& from, std::int64_t now);

}  // namespace signalbox
