// SPDX-License-Identifier: Apache-2.0
#include "page/facts.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/names.hpp"
#include "compat/report.hpp"
#include "compat/utc.hpp"
#include "page/coverage_rows.hpp"
#include "page/need_history.hpp"

namespace signalbox {
namespace {

// Counts of the whole ledger stand in each use; those of a period are added up by day.
constexpr char kWholeUses[] = R"sql(
SELECT build.client, use.id, use.item, build.version, machine.name, use.mode, use.due,
       use.delivered, use.filtered, use.muted, use.failed, use.first, coalesce(last_delivered, 0)
FROM use JOIN build ON build.id = use.build JOIN machine ON machine.id = use.machine
WHERE use.last / 86400 >= ?1 ORDER BY use.item, build.id, machine.id, use.mode, use.id)sql";

constexpr char kUsesOfPeriod[] = R"sql(
SELECT build.client, use.id, use.item, build.version, machine.name, use.mode,
       coalesce(sum(use_day.due), 0), coalesce(sum(use_day.delivered), 0),
       coalesce(sum(use_day.filtered), 0), coalesce(sum(use_day.muted), 0),
       coalesce(sum(use_day.failed), 0), use.first, coalesce(last_delivered, 0)
FROM use JOIN build ON build.id = use.build JOIN machine ON machine.id = use.machine
LEFT JOIN use_day ON use_day.use = use.id AND use_day.day >= ?1
WHERE use.last / 86400 >= ?1
GROUP BY use.id ORDER BY use.item, build.id, machine.id, use.mode, use.id)sql";

constexpr char kClients[] = R"sql(
WITH stays AS (
  SELECT build.client, count(*) AS sessions FROM session JOIN build ON build.id = session.build
  WHERE session.opened / 86400 >= ?1 GROUP BY build.client)
SELECT id, fingerprint, name, kind, transport, help, first_seen, last_seen, coalesce(sessions, 0)
FROM client LEFT JOIN stays ON stays.client = client.id
WHERE last_seen / 86400 >= ?1 AND kind <> 'self')sql";

using ClientsById = std::unordered_map<std::int64_t, ClientFacts*>;

void read_uses(SQLite::Database& view, const Facts& facts, ClientsById& clients) {
  SQLite::Statement row(view, facts.is_whole ? kWholeUses : kUsesOfPeriod);
  row.bind(1, facts.first_day);
  while (row.executeStep()) {
    const auto number = [&row](int column) { return row.getColumn(column).getInt64(); };
    const auto text = [&row](int column) { return row.getColumn(column).getString(); };
    const auto client = clients.find(number(0));
    if (client == clients.end()) continue;
    client->second->uses.push_back({number(1), number(2), text(3), text(4), text(5), number(6),
                                    number(7), number(8), number(9), number(10), number(11),
                                    number(12)});
  }
}

void add_pairs(const Facts& facts, const NeedHistory& history, ClientsById& clients) {
  for (const ItemVerdict& verdict : facts.verdicts) {
    for (const Standing& standing : verdict.standings) {
      const auto client = clients.find(standing.subject->client);
      if (client == clients.end()) continue;
      std::vector<PairFacts>& pairs = client->second->pairs;
      if (pairs.empty() || pairs.back().item != verdict.item->id) {
        pairs.push_back({verdict.item->id, Need::none, {}});
      }
      pairs.back().standings.push_back(&standing);
      pairs.back().need = std::max(pairs.back().need, need_of(standing));
    }
  }
  for (auto& [id, client] : clients) {
    for (PairFacts& each : client->pairs) each.history = history.of(each, facts);
  }
}

void read_clients(SQLite::Database& view, const Names& names, Facts& facts) {
  SQLite::Statement row(view, kClients);
  row.bind(1, facts.first_day);
  while (row.executeStep()) {
    const auto number = [&row](int column) { return row.getColumn(column).getInt64(); };
    const auto text = [&row](int column) { return row.getColumn(column).getString(); };
    facts.clients.push_back({number(0),
                             names.client(text(1), text(2)),
                             text(3),
                             text(4),
                             text(5),
                             number(6),
                             number(7),
                             number(8),
                             {},
                             {}});
  }
  std::sort(facts.clients.begin(), facts.clients.end(), [](const auto& one, const auto& other) {
    return std::tie(one.name, one.id) < std::tie(other.name, other.id);
  });
  ClientsById clients;
  for (ClientFacts& each : facts.clients) clients[each.id] = &each;
  read_uses(view, facts, clients);
  add_pairs(facts, NeedHistory(view), clients);
}

void read_emissions(SQLite::Database& view, Facts& facts) {
  SQLite::Statement row(view,
                        "SELECT item.id, coalesce(sum(emissions), 0) FROM item "
                        "LEFT JOIN emission_day ON event = name AND day >= ? GROUP BY item.id");
  row.bind(1, facts.first_day);
  while (row.executeStep()) facts.emissions[row.getColumn(0)] = row.getColumn(1).getInt64();
}

void read_stages(SQLite::Database& view, const Names& names, Facts& facts) {
  SQLite::Statement row(view,
                        "SELECT id, item, from_stage, to_stage, at, person, verdict, forced "
                        "FROM stage_change ORDER BY at, id");
  while (row.executeStep()) {
    facts.stages.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64(),
                            row.getColumn(2).getString(), row.getColumn(3).getString(),
                            row.getColumn(4).getInt64(), names.person(row.getColumn(5).getString()),
                            row.getColumn(6).getString(), row.getColumn(7).getInt() != 0});
  }
}

// A ledger that was merged knows of times before it was made.
std::int64_t first_day_of(SQLite::Database& view) {
  return view
      .execAndGet(
          "SELECT min(created, coalesce((SELECT min(first_seen) FROM machine), created)) / 86400 "
          "FROM ledger")
      .getInt64();
}

Facts empty_facts(SQLite::Database& view, const Period& period) {
  Facts facts{};
  facts.now = period.now;
  facts.last_day = period.now / kSecondsPerDay;
  facts.first_day = std::min(first_day_of(view), facts.last_day);
  facts.is_whole = true;
  if (period.days && facts.last_day - *period.days + 1 > facts.first_day) {
    facts.first_day = facts.last_day - *period.days + 1;
    facts.is_whole = false;
  }
  return facts;
}

}  // namespace

bool ClientFacts::blocks() const {
  return std::any_of(pairs.begin(), pairs.end(),
                     [](const PairFacts& each) { return each.need >= Need::unproven; });
}

const Item& Facts::item(std::int64_t id) const {
  return *std::find_if(file->items.begin(), file->items.end(),
                       [id](const Item& each) { return each.id == id; });
}

Facts read_facts(SQLite::Database& view, const Period& period, const Names& names) {
  Facts facts = empty_facts(view, period);
  facts.file = std::make_unique<CaseFile>(read_case_file(view, period.now));
  hide_names(names, *facts.file);
  facts.verdicts = judge(*facts.file, period.now);
  std::stable_sort(
      facts.verdicts.begin(), facts.verdicts.end(),
      [](const auto& one, const auto& other) { return one.item->name < other.item->name; });
  read_emissions(view, facts);
  read_clients(view, names, facts);
  read_coverage(view, facts);
  read_stages(view, names, facts);
  return facts;
}

}  // namespace signalbox
