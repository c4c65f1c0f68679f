// SPDX-License-Identifier: Apache-2.0
#include "compat/interest_rows.hpp"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/evidence.hpp"

namespace signalbox {
namespace {

struct Listed {
  std::int64_t item = 0;
  std::string event;
  std::int64_t at = 0;  // when it was first said
};

// Hosts of earlier releases kept the row of an event that was left out; it is older than the list.
void remove_given_up(SQLite::Database& ledger, std::int64_t build) {
  SQLite::Statement row(ledger,
                        "DELETE FROM interest WHERE build = ?1 "
                        "AND at < (SELECT at FROM interest_list WHERE build = ?1)");
  row.bind(1, build);
  row.exec();
}

std::vector<Listed> listed_by(SQLite::Database& ledger, std::int64_t build) {
  std::vector<Listed> all;
  SQLite::Statement row(ledger,
                        "SELECT item.id, item.name, at FROM interest "
                        "JOIN item ON item.id = interest.item WHERE build = ?");
  row.bind(1, build);
  while (row.executeStep()) {
    all.push_back({row.getColumn(0).getInt64(), row.getColumn(1), row.getColumn(2).getInt64()});
  }
  return all;
}

// One row for each sign, so that lists that are given up in turn add none.
void note(SQLite::Database& ledger, std::int64_t build, const Listed& listed, Sign sign,
          std::int64_t at) {
  SQLite::Statement again(ledger,
                          "UPDATE evidence SET at = max(at, ?4) WHERE build = ?1 AND item = ?2 "
                          "AND kind = 'interest' AND sign = ?3");
  again.bind(1, build);
  again.bind(2, listed.item);
  again.bind(3, std::string(word_of(sign)));
  again.bind(4, at);
  if (again.exec() > 0) return;
  SQLite::Statement row(ledger,
                        "INSERT INTO evidence (build, item, kind, sign, strength, at, reason) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?)");
  row.bind(1, build);
  row.bind(2, listed.item);
  row.bind(3, std::string(word_of(EvidenceKind::interest)));
  row.bind(4, std::string(word_of(sign)));
  row.bind(5, strength_of(EvidenceKind::interest, sign));
  row.bind(6, at);
  row.bind(7, sign == Sign::used ? "client-info listed it" : "client-info lists it no more");
  row.exec();
}

// The last session before, or the one in which the list was first said, the later of the two.
std::int64_t listed_until(SQLite::Database& ledger, std::int64_t build, const Listed& listed,
                          std::int64_t now) {
  SQLite::Statement said(ledger,
                         "SELECT coalesce(max(negotiated), 0) FROM session "
                         "WHERE build = ? AND negotiated < ?");
  said.bind(1, build);
  said.bind(2, now);
  said.executeStep();
  return std::max(listed.at, said.getColumn(0).getInt64());
}

void give_up(SQLite::Database& ledger, std::int64_t build, const Listed& listed, std::int64_t now) {
  note(ledger, build, listed, Sign::used, listed_until(ledger, build, listed, now));
  note(ledger, build, listed, Sign::unused, now);
  SQLite::Statement row(ledger, "DELETE FROM interest WHERE build = ? AND item = ?");
  row.bind(1, build);
  row.bind(2, listed.item);
  row.exec();
}

// False: the ledger has no default connection of that name.
bool list(SQLite::Database& ledger, std::int64_t build, const std::string& event,
          std::int64_t now) {
  SQLite::Statement item(ledger,
                         "SELECT id FROM item WHERE kind = 'default-connection' AND name = ?");
  item.bind(1, event);
  if (!item.executeStep()) return false;
  SQLite::Statement row(ledger,
                        "INSERT INTO interest (build, item, at) VALUES (?, ?, ?) "
                        "ON CONFLICT DO NOTHING");
  row.bind(1, build);
  row.bind(2, item.getColumn(0).getInt64());
  row.bind(3, now);
  row.exec();
  return true;
}

// A list is as old as the oldest of what it lists.
void say_complete(SQLite::Database& ledger, std::int64_t build, bool is_complete,
                  std::int64_t now) {
  SQLite::Statement row(
      ledger, is_complete ? "INSERT INTO interest_list (build, at) VALUES (?1, "
                            "(SELECT min(coalesce(min(at), ?2), ?2) FROM interest "
                            "WHERE build = ?1)) ON CONFLICT DO NOTHING"
                          : "DELETE FROM interest_list WHERE build = ?1 AND ?2 IS NOT NULL");
  row.bind(1, build);
  row.bind(2, now);
  row.exec();
}

}  // namespace

void add_interest(SQLite::Database& ledger, std::int64_t build,
                  const std::vector<std::string>& events, std::int64_t now) {
  remove_given_up(ledger, build);
  for (const Listed& each : listed_by(ledger, build)) {
    const bool is_said = std::find(events.begin(), events.end(), each.event) != events.end();
    if (!is_said) give_up(ledger, build, each, now);
  }
  bool is_complete = true;
  for (const std::string& event : events) {
    is_complete = list(ledger, build, event, now) && is_complete;
  }
  say_complete(ledger, build, is_complete, now);
}

}  // namespace signalbox
