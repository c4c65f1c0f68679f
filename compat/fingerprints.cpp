// SPDX-License-Identifier: Apache-2.0
#include "compat/fingerprints.hpp"

#include <cstdint>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/client_identity.hpp"

namespace signalbox {
namespace {

struct Known {
  std::int64_t id = 0;
  std::string fingerprint;
  ClientIdentity client;
};

// The clients whose fingerprint is of a path; the one that was seen last first.
std::vector<Known> clients_with_paths(SQLite::Database& ledger) {
  std::vector<Known> all;
  SQLite::Statement row(ledger,
                        "SELECT id, fingerprint, transport, exe, script, unit, declared_name "
                        "FROM client WHERE kind IN ('program', 'script', 'self') "
                        "ORDER BY last_seen DESC, id");
  while (row.executeStep()) {
    Known known{row.getColumn(0).getInt64(), row.getColumn(1), {}};
    const bool is_unix = row.getColumn(2).getString() == "unix";
    known.client.transport = is_unix ? Transport::unix_socket : Transport::tcp;
    known.client.exe = row.getColumn(3).getString();
    known.client.script = row.getColumn(4).getString();
    known.client.unit = row.getColumn(5).getString();
    known.client.declared_name = row.getColumn(6).getString();
    all.push_back(std::move(known));
  }
  return all;
}

}  // namespace

void renew_fingerprints(SQLite::Database& ledger) {
  for (const Known& each : clients_with_paths(ledger)) {
    const std::string now = hex_of(each.client.fingerprint());
    if (now == each.fingerprint || hex_of(each.client.former_fingerprint()) != each.fingerprint) {
      continue;
    }
    SQLite::Statement renew(ledger, "UPDATE OR IGNORE client SET fingerprint = ? WHERE id = ?");
    renew.bind(1, now);
    renew.bind(2, each.id);
    renew.exec();
  }
}

std::map<std::string, std::string> former_fingerprints(SQLite::Database& ledger) {
  std::map<std::string, std::string> former;
  for (const Known& each : clients_with_paths(ledger)) {
    const std::string before = hex_of(each.client.former_fingerprint());
    if (before != each.fingerprint) former[before] = each.fingerprint;
  }
  return former;
}

std::string by_former_fingerprint(SQLite::Database& ledger, const std::string& digits) {
  std::string found;
  for (const auto& [before, now] : former_fingerprints(ledger)) {
    if (!before.starts_with(digits)) continue;
    if (!found.empty()) return {};
    found = now;
  }
  return found;
}

}  // namespace signalbox
