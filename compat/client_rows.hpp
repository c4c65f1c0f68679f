// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "compat/client_identity.hpp"
#include "compat/tally_format.hpp"

namespace SQLite {
class Database;
}

namespace signalbox {

// A client as one of its sessions shows it. Made for one call; what it refers to is the caller's.
struct ClientFacts {
  const ClientIdentity& client;
  const std::string& version;  // client-info; empty: not declared
  const std::string& contact;
  bool is_observer = false;  // the session's listener has role observer
};

// The limits on what is new in a day (UTC): clients of one user, where all clients by TCP count as
// one user's, and versions of one client.
struct NewClients {
  // `user`: for people, "alice", "TCP". `count`: the user's new clients of the day, with this one;
  // `most` + 1 where it is one too many.
  using Counted = std::function<void(const std::string& user, std::uint64_t count)>;

  std::uint64_t most = UINT64_MAX;
  Counted counted;  // may be empty

  // The same for versions; `client` is its name.
  std::uint64_t most_versions = UINT64_MAX;
  Counted version_counted;
};

// The column `via` of a client that stands for others of a user, where all of these came by
// observer listeners. Verdicts leave it out: an observer changes nothing and is no reason to wait.
inline constexpr char kByObserverListeners[] = "observer listeners";

// The row of a build of a client, both made where they are missing. A client that is new and beyond
// kMaxClients is a build of the overflow client; a client or version beyond `limit` is a build of
// "others of USER", of kind overflow too. There are two of these for a user: for observer
// listeners, and for all other listeners. Throws SQLite::Exception.
std::int64_t build_row(SQLite::Database& database, const ClientFacts& facts,
                       const NewClients& limit, std::int64_t now);

// The same for a client of which only the fingerprint is left.
std::int64_t build_row(SQLite::Database& database, const SlotOwner& owner, std::int64_t now);

// The same for a client that has a row.
std::int64_t build_row(SQLite::Database& database, std::int64_t client, const std::string& version,
                       std::int64_t now);

}  // namespace signalbox
