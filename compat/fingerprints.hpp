// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace SQLite {
class Database;
}

namespace signalbox {

// Gives each client of a ledger the fingerprint that it comes with now, where an earlier release
// wrote another (client_identity.hpp). Of several clients that are one by now, the one that was
// seen last gets it; the others stay apart, with what is known of them. The caller has begun a
// transaction, or has the ledger to itself. Throws SQLite::Exception.
void renew_fingerprints(SQLite::Database& ledger);

// Fingerprints that clients of this ledger had in earlier releases, as in a baseline: what each is
// now. Throws SQLite::Exception.
std::map<std::string, std::string> former_fingerprints(SQLite::Database& ledger);

// The fingerprint of a client in this ledger by one that begins with `digits` and was its
// fingerprint in an earlier release, as in a baseline or a note; empty: none, or several. Throws
// SQLite::Exception.
std::string by_former_fingerprint(SQLite::Database& ledger, const std::string& digits);

}  // namespace signalbox
