// SPDX-License-Identifier: Apache-2.0
#include "compat/client_rows.hpp"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/ledger.hpp"
#include "compat/utc.hpp"

namespace signalbox {
namespace {

constexpr char kSeen[] =
    "UPDATE client SET last_seen = max(last_seen, ?1), contact = CASE WHEN ?2 = '' THEN contact "
    "ELSE ?2 END WHERE fingerprint = ?3 RETURNING id";

constexpr char kNew[] =
    "INSERT INTO client (fingerprint, kind, transport, name, exe, script, unit, user, via, "
    "declared_name, contact, help, first_seen, last_seen) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?13, ?13) RETURNING id";

// A fingerprint that no SHA-256 is likely to be.
const std::string kOverflow(64, '0');

const char* word(ClientIdentity::Kind kind) {
  switch (kind) {
    case ClientIdentity::Kind::program: return "program";
    case ClientIdentity::Kind::script: return "script";
    case ClientIdentity::Kind::named: return "named";
    case ClientIdentity::Kind::self: return "self";
    case ClientIdentity::Kind::unattributed: break;
  }
  return "unattributed";
}

const char* word(Transport transport) {
  return transport == Transport::unix_socket ? "unix" : "tcp";
}

// 0: there is none.
std::int64_t seen(SQLite::Database& database, const std::string& fingerprint,
                  const std::string& contact, std::int64_t now) {
  SQLite::Statement update(database, kSeen);
  update.bind(1, now);
  update.bind(2, contact);
  update.bind(3, fingerprint);
  return update.executeStep() ? update.getColumn(0).getInt64() : 0;
}

std::int64_t insert(SQLite::Database& database, const std::string& fingerprint, const char* kind,
                    const std::string& name, const ClientIdentity& client,
                    const std::string& contact, std::int64_t now) {
  SQLite::Statement row(database, kNew);
  int column = 0;
  for (const std::string& value :
       {fingerprint, std::string(kind), std::string(word(client.transport)), name, client.exe,
        client.script, client.unit, client.user, client.via, client.declared_name, contact,
        client.help}) {
    row.bind(++column, value);
  }
  row.bind(13, now);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

std::int64_t overflow(SQLite::Database& database, std::int64_t now) {
  const std::int64_t known = seen(database, kOverflow, {}, now);
  if (known != 0) return known;
  ClientIdentity client;
  client.help = "more than " + std::to_string(kMaxClients) +
                " clients were seen: 'signalbox ledger forget' those that are gone";
  return insert(database, kOverflow, "overflow", "(overflow)", client, {}, now);
}

bool is_full(SQLite::Database& database) {
  return database.execAndGet("SELECT count(*) FROM client").getInt() >= kMaxClients;
}

// For people.
std::string user_of(const ClientIdentity& client) {
  if (client.transport == Transport::tcp) return "TCP";
  return client.user.empty() ? "an unknown user" : client.user;
}

// The clients of the same user that were first seen on the day of `now`.
std::uint64_t new_of_user(SQLite::Database& database, const ClientIdentity& client,
                          std::int64_t now) {
  SQLite::Statement count(database,
                          "SELECT count(*) FROM client WHERE transport = ? AND user = ? "
                          "AND first_seen >= ? AND kind <> 'overflow'");
  count.bind(1, std::string(word(client.transport)));
  count.bind(2, client.user);
  count.bind(3, now - now % kSecondsPerDay);
  count.executeStep();
  return static_cast<std::uint64_t>(count.getColumn(0).getInt64());
}

// The client that stands for those beyond the limit. Its fingerprint is that of no other client:
// theirs are of texts that begin with the transport.
std::int64_t others_of_user(SQLite::Database& database, const ClientFacts& facts,
                            const NewClients& limit, std::int64_t now) {
  const std::string user = user_of(facts.client);
  const std::string via = facts.is_observer ? kByObserverListeners : "";
  const std::string fingerprint =
      hex_of(sha256_of("others of" + std::string(1, '\0') + user + std::string(1, '\0') + via));
  const std::int64_t known = seen(database, fingerprint, {}, now);
  if (known != 0) return known;
  ClientIdentity others;
  others.transport = facts.client.transport;
  others.user = facts.client.user;
  others.via = via;
  others.help = "more than " + std::to_string(limit.most) +
                " new clients came in one day (limits: new-clients), or more than " +
                std::to_string(limit.most_versions) + " new versions of one (new-versions)";
  return insert(database, fingerprint, "overflow", "others of " + user, others, {}, now);
}

// A client that an earlier release took for one program.
void make_unattributed(SQLite::Database& database, std::int64_t client, const std::string& help) {
  SQLite::Statement many(database,
                         "UPDATE client SET kind = 'unattributed', help = ? "
                         "WHERE id = ? AND kind IN ('program', 'script')");
  many.bind(1, help);
  many.bind(2, client);
  many.exec();
}

// The builds of the client that were first seen on the day of `now`, with this one; 0: it is known.
std::uint64_t new_of_client(SQLite::Database& database, std::int64_t client,
                            const std::string& version, std::int64_t now) {
  SQLite::Statement known(database, "SELECT 1 FROM build WHERE client = ? AND version = ?");
  known.bind(1, client);
  known.bind(2, version);
  if (known.executeStep()) return 0;
  SQLite::Statement count(database,
                          "SELECT count(*) FROM build WHERE client = ? AND first_seen >= ?");
  count.bind(1, client);
  count.bind(2, now - now % kSecondsPerDay);
  count.executeStep();
  return static_cast<std::uint64_t>(count.getColumn(0).getInt64()) + 1;
}

}  // namespace

std::int64_t build_row(SQLite::Database& database, const ClientFacts& facts,
                       const NewClients& limit, std::int64_t now) {
  const ClientIdentity& client = facts.client;
  const std::string fingerprint = hex_of(client.fingerprint());
  std::int64_t row = seen(database, fingerprint, facts.contact, now);
  if (row == 0 && is_full(database)) return build_row(database, overflow(database, now), {}, now);
  if (row == 0) {
    const std::uint64_t count = new_of_user(database, client, now) + 1;
    if (limit.counted) limit.counted(user_of(client), count);
    if (count > limit.most) {
      return build_row(database, others_of_user(database, facts, limit, now), {}, now);
    }
    row =
        insert(database, fingerprint, word(client.kind), client.name(), client, facts.contact, now);
  }
  if (client.kind == ClientIdentity::Kind::unattributed) {
    make_unattributed(database, row, client.help);
  }
  const std::uint64_t versions = new_of_client(database, row, facts.version, now);
  if (versions > 1 && limit.version_counted) limit.version_counted(client.name(), versions);
  if (versions > limit.most_versions) {
    return build_row(database, others_of_user(database, facts, limit, now), {}, now);
  }
  return build_row(database, row, facts.version, now);
}

std::int64_t build_row(SQLite::Database& database, const SlotOwner& owner, std::int64_t now) {
  Sha256 digest;
  std::copy(std::begin(owner.fingerprint), std::end(owner.fingerprint), digest.begin());
  const std::string fingerprint = hex_of(digest);
  const std::string version(text_of(owner.version));
  std::int64_t row = seen(database, fingerprint, {}, now);
  if (row == 0 && is_full(database)) return build_row(database, overflow(database, now), {}, now);
  if (row == 0) {
    ClientIdentity client;
    client.help = "the host died before it could write down who this is";
    row = insert(database, fingerprint, "unattributed", "client " + fingerprint.substr(0, 8),
                 client, {}, now);
  }
  return build_row(database, row, version, now);
}

std::int64_t build_row(SQLite::Database& database, std::int64_t client, const std::string& version,
                       std::int64_t now) {
  SQLite::Statement row(database,
                        "INSERT INTO build (client, version, first_seen, last_seen) "
                        "VALUES (?1, ?2, ?3, ?3) ON CONFLICT DO UPDATE SET "
                        "last_seen = max(last_seen, ?3) RETURNING id");
  row.bind(1, client);
  row.bind(2, version);
  row.bind(3, now);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

}  // namespace signalbox
