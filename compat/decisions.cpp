// SPDX-License-Identifier: Apache-2.0
#include "compat/decisions.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/fingerprints.hpp"

namespace signalbox {
namespace {

constexpr std::size_t kShortestFingerprint = 8;

std::vector<std::int64_t> ids(SQLite::Statement& row) {
  std::vector<std::int64_t> ids;
  while (row.executeStep()) ids.push_back(row.getColumn(0).getInt64());
  return ids;
}

// "3f2a9c01 (unix, backup.service), 77e1… "
std::string described(SQLite::Database& ledger, const std::vector<std::int64_t>& clients) {
  std::string text;
  for (const std::int64_t client : clients) {
    SQLite::Statement row(ledger,
                          "SELECT substr(fingerprint, 1, 8), transport, unit FROM client "
                          "WHERE id = ?");
    row.bind(1, client);
    row.executeStep();
    const std::string unit = row.getColumn(2);
    text += (text.empty() ? "" : ", ") + row.getColumn(0).getString() + " (" +
            row.getColumn(1).getString() + (unit.empty() ? "" : ", " + unit) + ")";
  }
  return text;
}

// The client with a fingerprint of an earlier release.
std::vector<std::int64_t> formerly_printed(SQLite::Database& ledger, const std::string& digits) {
  SQLite::Statement row(ledger, "SELECT id FROM client WHERE fingerprint = ?");
  row.bind(1, by_former_fingerprint(ledger, digits));
  return ids(row);
}

SQLite::Transaction short_transaction(SQLite::Database& ledger) {
  return SQLite::Transaction(ledger, SQLite::TransactionBehavior::IMMEDIATE);
}

}  // namespace

std::int64_t find_client(SQLite::Database& ledger, const std::string& name) {
  SQLite::Statement named(ledger, "SELECT id FROM client WHERE name = ? ORDER BY last_seen DESC");
  named.bind(1, name);
  std::vector<std::int64_t> found = ids(named);
  if (found.empty() && name.size() >= kShortestFingerprint) {
    SQLite::Statement printed(
        ledger, "SELECT id FROM client WHERE substr(fingerprint, 1, length(?1)) = ?1");
    printed.bind(1, name);
    found = ids(printed);
    if (found.empty()) found = formerly_printed(ledger, name);
  }
  if (found.empty()) {
    throw NotFound("No client '" + name +
                   "' is in the ledger; 'signalbox ledger report --by client' lists them");
  }
  if (found.size() > 1) {
    throw NotFound("'" + name + "' is " + std::to_string(found.size()) +
                   " clients; say which by its fingerprint: " + described(ledger, found));
  }
  return found.front();
}

std::vector<std::int64_t> find_items(SQLite::Database& ledger, const std::string& name,
                                     const std::string& kind) {
  SQLite::Statement row(ledger,
                        "SELECT id FROM item WHERE name = ?1 AND ?2 IN (kind, '') ORDER BY id");
  row.bind(1, name);
  row.bind(2, kind);
  std::vector<std::int64_t> found = ids(row);
  if (!found.empty()) return found;
  throw NotFound((kind.empty() ? "Nothing" : "No " + kind) + " named '" + name +
                 "' is in the ledger; 'signalbox ledger report' lists what is");
}

std::vector<std::int64_t> find_builds(SQLite::Database& ledger, std::int64_t client,
                                      const std::optional<std::string>& version) {
  SQLite::Statement row(
      ledger, "SELECT id FROM build WHERE client = ?1 AND ?2 IN (version, '*') ORDER BY id");
  row.bind(1, client);
  row.bind(2, version.value_or("*"));
  std::vector<std::int64_t> found = ids(row);
  if (!found.empty()) return found;
  throw NotFound("The client has no version '" + version.value_or("") + "' in the ledger");
}

void resolve(SQLite::Database& ledger, const std::vector<std::int64_t>& clients,
             const std::vector<std::int64_t>& items, const std::string& person,
             const std::string& reason, std::int64_t at) {
  SQLite::Transaction transaction = short_transaction(ledger);
  for (const std::int64_t client : clients) {
    for (const std::int64_t item : items) {
      SQLite::Statement row(ledger,
                            "INSERT INTO resolution (client, item, at, person, reason) "
                            "VALUES (?, ?, ?, ?, ?)");
      row.bind(1, client);
      row.bind(2, item);
      row.bind(3, at);
      row.bind(4, person);
      row.bind(5, reason);
      row.exec();
    }
  }
  transaction.commit();
}

void waive(SQLite::Database& ledger, std::optional<std::int64_t> client,
           const std::vector<std::int64_t>& items, const std::string& owner,
           const std::string& reason, std::int64_t at, std::int64_t expires) {
  SQLite::Transaction transaction = short_transaction(ledger);
  for (const std::int64_t item : items) {
    SQLite::Statement row(ledger,
                          "INSERT INTO waiver (client, item, owner, reason, at, expires) "
                          "VALUES (?, ?, ?, ?, ?, ?)");
    if (client) row.bind(1, *client);
    row.bind(2, item);
    row.bind(3, owner);
    row.bind(4, reason);
    row.bind(5, at);
    row.bind(6, expires);
    row.exec();
  }
  transaction.commit();
}

void add_evidence(SQLite::Database& ledger, const std::vector<std::int64_t>& builds,
                  const std::vector<std::int64_t>& items, const Evidence& evidence) {
  SQLite::Transaction transaction = short_transaction(ledger);
  for (const std::int64_t build : builds) {
    for (const std::int64_t item : items) {
      SQLite::Statement row(ledger,
                            "INSERT INTO evidence (build, item, kind, sign, strength, at, person, "
                            "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
      row.bind(1, build);
      row.bind(2, item);
      row.bind(3, std::string(word_of(evidence.kind)));
      row.bind(4, std::string(word_of(evidence.sign)));
      row.bind(5, evidence.strength);
      row.bind(6, evidence.at);
      row.bind(7, evidence.person);
      row.bind(8, evidence.reason);
      row.exec();
    }
  }
  transaction.commit();
}

}  // namespace signalbox
