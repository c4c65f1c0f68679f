// SPDX-License-Identifier: Apache-2.0
#include "compat/case_file.hpp"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/balance.hpp"
#include "compat/client_rows.hpp"
#include "compat/evidence_rows.hpp"

namespace signalbox {
namespace {

void read_items(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(view,
                        "SELECT id, kind, name, successor, stage FROM item ORDER BY kind, name");
  while (row.executeStep()) {
    file.items.push_back({row.getColumn(0).getInt64(), row.getColumn(1), row.getColumn(2),
                          row.getColumn(3), row.getColumn(4)});
  }
}

constexpr char kOurs[] =
    "it passes on what it is connected to: find out who reads what 'signalbox watch', 'shell' or "
    "'record' prints";

void read_builds(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(
      view,
      "SELECT build.id, version, build.last_seen, client.id, name, fingerprint, kind, "
      "iif(script = '', exe, script), unit, contact, help, client.last_seen, build.first_seen FROM "
      "build JOIN client ON client.id = build.client "
      "WHERE NOT (kind = 'overflow' AND via = ?)");
  row.bind(1, std::string(kByObserverListeners));
  while (row.executeStep()) {
    Subject subject;
    subject.build = row.getColumn(0).getInt64();
    subject.version = row.getColumn(1).getString();
    subject.build_last_seen = row.getColumn(2).getInt64();
    subject.client = row.getColumn(3).getInt64();
    subject.name = row.getColumn(4).getString();
    subject.fingerprint = row.getColumn(5).getString();
    subject.kind = row.getColumn(6).getString();
    subject.path = row.getColumn(7).getString();
    subject.unit = row.getColumn(8).getString();
    subject.contact = row.getColumn(9).getString();
    subject.help = row.getColumn(10).getString();
    subject.client_last_seen = row.getColumn(11).getInt64();
    subject.build_first_seen = row.getColumn(12).getInt64();
    if (subject.is_ours()) subject.help = kOurs;
    file.builds.emplace(subject.build, std::move(subject));
  }
}

void read_uses(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(view,
                        "SELECT item, build, max(mode = 'default'), sum(delivered), "
                        "max(iif(mode = 'default', last, NULL)) FROM use GROUP BY item, build");
  while (row.executeStep()) {
    const std::int64_t build = row.getColumn(1).getInt64();
    if (!file.builds.contains(build)) continue;
    Dossier& dossier = file.dossiers[{row.getColumn(0).getInt64(), build}];
    dossier.is_exposed = row.getColumn(2).getInt() != 0;
    dossier.delivered = row.getColumn(3).getInt64();
    if (!row.getColumn(4).isNull()) dossier.had_until = row.getColumn(4).getInt64();
  }
  SQLite::Statement place(view, "SELECT DISTINCT item, build, machine FROM use");
  while (place.executeStep()) {
    const auto found =
        file.dossiers.find({place.getColumn(0).getInt64(), place.getColumn(1).getInt64()});
    if (found != file.dossiers.end()) found->second.machines.insert(place.getColumn(2).getInt64());
  }
}

// A session without opting out keeps all that its build was ever exposed to.
void read_kept(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(
      view,
      "WITH kept AS ("
      "SELECT build, NULL AS item, negotiated, closed FROM session "
      "WHERE negotiated IS NOT NULL AND opted_out = 'none' "
      "UNION ALL SELECT session.build, item.id, negotiated, closed FROM session "
      "JOIN item ON item.kind = 'default-connection' LEFT JOIN opt_out ON "
      "opt_out.session = session.id AND opt_out.item = item.id WHERE negotiated IS NOT NULL AND "
      "(opt_out.undone IS NOT NULL OR (session.opted_out = 'some' AND opt_out.item IS NULL))) "
      "SELECT build, item, max(negotiated), max(coalesce(closed, ?)) FROM kept GROUP BY 1, 2");
  row.bind(1, kStill);
  while (row.executeStep()) {
    const std::int64_t build = row.getColumn(0).getInt64();
    const std::int64_t only = row.getColumn(1).getInt64();  // 0: all items
    const std::int64_t from = row.getColumn(2).getInt64();
    const std::int64_t until = row.getColumn(3).getInt64();
    for (const Item& item : file.items) {
      if (!item.is_default() || (only != 0 && item.id != only)) continue;
      const auto found = file.dossiers.find({item.id, build});
      if (found == file.dossiers.end() || !found->second.is_exposed) continue;
      Dossier& dossier = found->second;
      dossier.kept_from = std::max(dossier.kept_from.value_or(from), from);
      dossier.kept_until = std::max(dossier.kept_until.value_or(until), until);
    }
  }
}

// Resolutions that are dated in the future are left out.
void read_resolutions(SQLite::Database& view, std::int64_t now, CaseFile& file) {
  SQLite::Statement row(view,
                        "SELECT client, item, at, person, reason FROM resolution WHERE at <= ? "
                        "ORDER BY at, id");
  row.bind(1, now);
  while (row.executeStep()) {
    file.resolutions[{row.getColumn(0).getInt64(), row.getColumn(1).getInt64()}] = {
        row.getColumn(2).getInt64(), row.getColumn(3), row.getColumn(4)};
  }
}

void read_waivers(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(view,
                        "SELECT id, client, item, owner, reason, at, expires FROM waiver "
                        "ORDER BY expires DESC, id");
  while (row.executeStep()) {
    Waiver waiver;
    waiver.id = row.getColumn(0).getInt64();
    if (!row.getColumn(1).isNull()) waiver.client = row.getColumn(1).getInt64();
    waiver.item = row.getColumn(2).getInt64();
    waiver.owner = row.getColumn(3).getString();
    waiver.reason = row.getColumn(4).getString();
    waiver.at = row.getColumn(5).getInt64();
    waiver.expires = row.getColumn(6).getInt64();
    file.waivers.push_back(std::move(waiver));
  }
}

void read_emissions(SQLite::Database& view, CaseFile& file) {
  SQLite::Statement row(view, "SELECT event, sum(emissions) FROM emission_day GROUP BY event");
  while (row.executeStep()) file.emissions[row.getColumn(0)] = row.getColumn(1).getInt64();
}

}  // namespace

CaseFile read_case_file(SQLite::Database& view, std::int64_t now) {
  CaseFile file;
  read_items(view, file);
  read_builds(view, file);
  read_uses(view, file);
  read_kept(view, file);
  read_resolutions(view, now, file);
  read_waivers(view, file);
  read_emissions(view, file);
  read_evidence(view, now, file);
  file.machines = coverage_of(view, now);
  file.watched = WatchedTime::of(view, now);
  file.imbalances = unbalanced_books(view);
  return file;
}

}  // namespace signalbox
