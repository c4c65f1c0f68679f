// SPDX-License-Identifier: Apache-2.0
#include "compat/evidence_rows.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/case_file.hpp"
#include "compat/catalogue.hpp"
#include "compat/utc.hpp"

namespace signalbox {
namespace {

// Adds to a build's dossier, which is made where there is none.
void add(CaseFile& file, std::int64_t item, std::int64_t build, EvidenceKind kind, Sign sign,
         std::int64_t at, std::string reason, std::string person = {}, bool is_open = false) {
  if (!file.builds.contains(build)) return;
  Evidence evidence;
  evidence.kind = kind;
  evidence.sign = sign;
  evidence.strength = strength_of(kind, sign);
  evidence.at = at;
  evidence.person = std::move(person);
  evidence.reason = std::move(reason);
  evidence.is_open = is_open;
  file.dossiers[{item, build}].evidence.push_back(std::move(evidence));
}

// Adds an event that a build lists in client-info: it was first listed at `since`, and last at
// `at`.
void add_listed(CaseFile& file, std::int64_t item, std::int64_t build, std::int64_t at,
                std::int64_t since) {
  if (!file.builds.contains(build)) return;
  add(file, item, build, EvidenceKind::interest, Sign::used, at, "client-info lists it");
  file.dossiers[{item, build}].evidence.back().since = since;
}

void read_written(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(
      view,
      "SELECT build, item, evidence.kind, sign, at, person, "
      "iif(evidence.reason = '', coalesce(suite, ''), evidence.reason) FROM evidence "
      "LEFT JOIN experiment ON experiment.id = evidence.experiment");
  while (row.executeStep()) {
    const auto kind = evidence_kind(row.getColumn(2).getString());
    if (!kind) continue;
    const Sign sign = row.getColumn(3).getString() == "used" ? Sign::used : Sign::unused;
    add(file, row.getColumn(1).getInt64(), row.getColumn(0).getInt64(), *kind, sign,
        row.getColumn(4).getInt64(), row.getColumn(6), row.getColumn(5));
  }
}

// What it is that a client did on its own account, by the kind of the item.
EvidenceKind kind_of_use(const std::string& item) {
  if (item == "default-connection") return EvidenceKind::asked_back;
  if (item == "command" || item == "argument") return EvidenceKind::command;
  return EvidenceKind::explicit_connect;
}

// Adds the uses of clients that connected, turned a default on again, or called a command. A
// connection is evidence of the time at which it ended, and while it is open of now.
void read_explicit_uses(SQLite::Database& view, std::int64_t now, CaseFile& file) {
  SQLite::Statement row(
      view,
      "SELECT use.build, use.item, item.kind, max(iif(item.kind IN ('command', 'argument'), "
      "use.last, max(use.last, coalesce((SELECT max(account.closed) FROM account "
      "WHERE account.use = use.id), 0)))), max(EXISTS (SELECT 1 FROM account "
      "JOIN session ON session.id = account.session WHERE account.use = use.id "
      "AND session.closed IS NULL)) FROM use JOIN item ON item.id = use.item "
      "WHERE mode = 'explicit' GROUP BY use.build, use.item");
  while (row.executeStep()) {
    const EvidenceKind kind = kind_of_use(row.getColumn(2));
    const bool is_open = row.getColumn(4).getInt() != 0 && kind != EvidenceKind::command;
    const std::int64_t last = row.getColumn(3).getInt64();
    add(file, row.getColumn(1).getInt64(), row.getColumn(0).getInt64(), kind, Sign::used,
        is_open ? std::max(now, last) : last, is_open ? "connected now" : "", {}, is_open);
  }
}

void read_opt_outs(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement one(view,
                        "SELECT session.build, opt_out.item, max(at) FROM opt_out "
                        "JOIN session ON session.id = opt_out.session "
                        "WHERE session.opted_out = 'some' GROUP BY 1, 2");
  while (one.executeStep()) {
    add(file, one.getColumn(1).getInt64(), one.getColumn(0).getInt64(), EvidenceKind::opt_out,
        Sign::unused, one.getColumn(2).getInt64(), "of this event");
  }
  SQLite::Statement all(view,
                        "SELECT build, max(negotiated) FROM session WHERE opted_out = 'all' "
                        "AND negotiated IS NOT NULL GROUP BY build");
  while (all.executeStep()) {
    for (const Item& item : file.items) {
      if (!item.is_default()) continue;
      add(file, item.id, all.getColumn(0).getInt64(), EvidenceKind::opt_out, Sign::unused,
          all.getColumn(1).getInt64(), "of all default connections");
    }
  }
}

// Events that a build lists are needed. Where its list is complete, those that it leaves out are
// not; of an event that the ledger came to know later it says nothing.
void read_interests(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(
      view,
      "WITH stay AS (SELECT build, max(negotiated) AS at FROM session GROUP BY build) "
      "SELECT interest.build, interest.item, interest.at, 1, max(interest.at, "
      "coalesce(stay.at, 0)) FROM interest LEFT JOIN interest_list "
      "AS list ON list.build = interest.build LEFT JOIN stay ON stay.build = interest.build "
      "WHERE list.at IS NULL OR interest.at >= list.at "
      "UNION ALL SELECT list.build, item.id, list.at, 0, 0 FROM interest_list AS list "
      "JOIN item ON item.kind = 'default-connection' AND item.first_seen <= list.at "
      "LEFT JOIN interest ON interest.build = list.build AND interest.item = item.id "
      "AND interest.at >= list.at WHERE interest.at IS NULL");
  while (row.executeStep()) {
    const bool is_listed = row.getColumn(3).getInt() != 0;
    const std::int64_t build = row.getColumn(0).getInt64();
    const std::int64_t item = row.getColumn(1).getInt64();
    const std::int64_t since = row.getColumn(2).getInt64();
    if (is_listed) {
      add_listed(file, item, build, row.getColumn(4).getInt64(), since);
    } else {
      add(file, item, build, EvidenceKind::interest, Sign::unused, since,
          "client-info has a complete list without it");
    }
  }
}

void read_successors(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(view, "SELECT build, item, at FROM successor_use");
  while (row.executeStep()) {
    add(file, row.getColumn(1).getInt64(), row.getColumn(0).getInt64(), EvidenceKind::successor,
        Sign::unused, row.getColumn(2).getInt64(), "connected to what replaces it");
  }
}

// To ask for what is hidden or gone is to need it, some time of that day.
void read_demand(SQLite::Database& view, std::int64_t now, CaseFile& file) {
  SQLite::Statement row(view,
                        "SELECT build, item, kind, max(day), sum(times) FROM demand "
                        "JOIN item ON item.id = item GROUP BY build, item");
  while (row.executeStep()) {
    const std::int64_t end_of_day = (row.getColumn(3).getInt64() + 1) * kSecondsPerDay - 1;
    add(file, row.getColumn(1).getInt64(), row.getColumn(0).getInt64(),
        kind_of_use(row.getColumn(2)), Sign::used, std::min(now, end_of_day),
        "asked for it in vain, " + row.getColumn(4).getString() + " times");
  }
}

// A claim is as old as the version that it is about: whatever is known of that is newer.
void read_catalogue(CaseFile& file) {
  for (const auto& [id, subject] : file.builds) {
    const CatalogueEntry* const entry = find_in_catalogue(subject.path, subject.version);
    if (entry == nullptr || !entry->handles) continue;
    for (const Item& item : file.items) {
      if (!item.is_default() || !file.dossiers.contains({item.id, id})) continue;
      const bool handles = entry->handles_event(item.name);
      add(file, item.id, id, EvidenceKind::catalogue, handles ? Sign::used : Sign::unused,
          subject.build_first_seen,
          (handles ? "has a handler: " : "has no handler: ") + entry->source);
    }
  }
}

}  // namespace

void read_evidence(SQLite::Database& view, std::int64_t now, CaseFile& file) {
  read_written(view, file);
  read_explicit_uses(view, now, file);
  read_opt_outs(view, file);
  read_interests(view, file);
  read_successors(view, file);
  read_demand(view, now, file);
  read_catalogue(file);
  for (auto& [key, dossier] : file.dossiers) {
    std::stable_sort(dossier.evidence.begin(), dossier.evidence.end(),
                     [](const Evidence& left, const Evidence& right) {
                       return std::tuple(right.at, right.strength) <
                              std::tuple(left.at, left.strength);
                     });
  }
}

}  // namespace signalbox
