// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "compat/client_identity.hpp"
#include "compat/tally_format.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// The row of a build of a client, both made where they are missing. Beyond kMaxClients it is a
// build of the overflow client. Throws SQLite::Exception.
std::int64_t build_row(SQLite::Database& database, const ClientIdentity& client,
                       const std::string& version, const std::string& contact, std::int64_t now);

// The same for a client of which only the fingerprint is left.
std::int64_t build_row(SQLite::Database& database, const SlotOwner& owner, std::int64_t now);

// The same for a client that has a row.
std::int64_t build_row(SQLite::Database& database, std::int64_t client, const std::string& version,
                       std::int64_t now);

}  // namespace signalbox
