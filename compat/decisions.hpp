// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "compat/evidence.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// A name that stands for nothing in a ledger, or for more than one thing; the message says for
// what.
struct NotFound : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A client by its name in reports, or by the first 8 or more digits of its fingerprint. Throws
// NotFound.
std::int64_t find_client(SQLite::Database& ledger, const std::string& name);

// The items of a name, of one kind or of all: "BLOCK_IO_ERROR" is a default connection and an
// event. Throws NotFound.
std::vector<std::int64_t> find_items(SQLite::Database& ledger, const std::string& name,
                                     const std::string& kind);

// The builds of a client: that of a version, or all. Throws NotFound.
std::vector<std::int64_t> find_builds(SQLite::Database& ledger, std::int64_t client,
                                      const std::optional<std::string>& version);

// What follows adds rows that no host makes, each in one short transaction that a running host on
// the same ledger waits for at most a moment. `at` is in seconds since 1970-01-01 UTC. All throw
// SQLite::Exception.

// From `at` on, the clients' use of the items is counted anew.
void resolve(SQLite::Database& ledger, const std::vector<std::int64_t>& clients,
             const std::vector<std::int64_t>& items, const std::string& person,
             const std::string& reason, std::int64_t at);

// Until `expires` the items may go regardless of the client; none: of all.
void waive(SQLite::Database& ledger, std::optional<std::int64_t> client,
           const std::vector<std::int64_t>& items, const std::string& owner,
           const std::string& reason, std::int64_t at, std::int64_t expires);

// One row for each build and item.
void add_evidence(SQLite::Database& ledger, const std::vector<std::int64_t>& builds,
                  const std::vector<std::int64_t>& items, const Evidence& evidence);

}  // namespace signalbox
