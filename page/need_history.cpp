// SPDX-License-Identifier: Apache-2.0
#include "page/need_history.hpp"

#include <algorithm>
#include <set>

#include <SQLiteCpp/SQLiteCpp.h>

#include "compat/utc.hpp"
#include "page/facts.hpp"

namespace signalbox {
namespace {

std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> times_of(SQLite::Database& view,
                                                                       const char* sql) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> times;
  SQLite::Statement row(view, sql);
  while (row.executeStep()) {
    times[{row.getColumn(0), row.getColumn(1)}] = row.getColumn(2).getInt64();
  }
  return times;
}

// The last change at or before a day.
Need need_on(const std::vector<NeedChange>& changes, std::int64_t day) {
  Need need = Need::none;
  for (const NeedChange& each : changes) {
    if (each.day > day) break;
    need = each.need;
  }
  return need;
}

// When somebody decided that it does not count; 0: nobody has.
std::int64_t settled_at(const CaseFile& file, const Standing& standing, std::int64_t item) {
  if (standing.exclusion == Standing::Exclusion::none) return 0;
  const std::int64_t client = standing.subject->client;
  const auto resolved = file.resolutions.find({client, item});
  if (standing.exclusion == Standing::Exclusion::resolved) return resolved->second.at;
  std::int64_t at = 0;
  for (const Waiver& each : file.waivers) {
    if (each.item == item && each.client.value_or(client) == client) at = std::max(at, each.at);
  }
  return at;
}

}  // namespace

NeedHistory::NeedHistory(SQLite::Database& view)
    : exposed_(times_of(view, "SELECT build, item, min(first) FROM use GROUP BY build, item")),
      asked_(times_of(view,
                      "SELECT build, item, min(first) FROM use WHERE mode = 'explicit' "
                      "GROUP BY build, item")),
      did_without_(times_of(view,
                            "SELECT session.build, opt_out.item, min(at) FROM opt_out "
                            "JOIN session ON session.id = opt_out.session GROUP BY 1, 2")) {}

std::int64_t NeedHistory::began(const Evidence& evidence, const Key& key) const {
  const auto first_of = [&](const Times& times) {
    const auto found = times.find(key);
    return found == times.end() ? evidence.at : std::min(found->second, evidence.at);
  };
  if (evidence.since != 0) return evidence.since;
  switch (evidence.kind) {
    case EvidenceKind::explicit_connect:
    case EvidenceKind::asked_back:
    case EvidenceKind::command: return first_of(asked_);
    case EvidenceKind::opt_out: return first_of(did_without_);
    default: return evidence.at;
  }
}

std::int64_t NeedHistory::first_heard_of(const Standing& standing, const Key& key) const {
  const auto exposed = exposed_.find(key);
  std::int64_t first = exposed == exposed_.end() ? INT64_MAX : exposed->second;
  for (const Evidence& each : standing.evidence) first = std::min(first, began(each, key));
  return first;
}

std::vector<NeedChange> NeedHistory::of(const Standing& standing, std::int64_t item,
                                        const Facts& facts) const {
  const Key key{standing.subject->build, item};
  std::vector<NeedChange> changes;
  const std::int64_t heard = std::min(first_heard_of(standing, key), facts.now);
  changes.push_back({heard / kSecondsPerDay, Need::unproven});
  std::vector<std::pair<std::int64_t, Sign>> facts_in_time;
  for (const Evidence& each : standing.evidence) {
    if (!each.doubt.empty() || !may_decide(each)) continue;
    facts_in_time.emplace_back(began(each, key), each.sign);
  }
  const Need without = need_of(standing) == Need::unused ? Need::unused : Need::unproven;
  // Of two at the same time, that of use decides.
  std::sort(facts_in_time.begin(), facts_in_time.end(), [](const auto& one, const auto& other) {
    return one.first < other.first ||
           (one.first == other.first && one.second == Sign::unused && other.second == Sign::used);
  });
  for (const auto& [at, sign] : facts_in_time) {
    changes.push_back({at / kSecondsPerDay, sign == Sign::used ? Need::used : without});
  }
  if (const std::int64_t at = settled_at(*facts.file, standing, item); at != 0) {
    changes.push_back({at / kSecondsPerDay, Need::settled});
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& one, const auto& other) { return one.day < other.day; });
  changes.push_back({facts.last_day, need_of(standing)});
  return changes;
}

std::vector<NeedChange> NeedHistory::of(const PairFacts& pair, const Facts& facts) const {
  std::vector<std::vector<NeedChange>> builds;
  std::set<std::int64_t> days;
  for (const Standing* const each : pair.standings) {
    builds.push_back(of(*each, pair.item, facts));
    for (const NeedChange& change : builds.back()) days.insert(change.day);
  }
  std::vector<NeedChange> changes;
  for (const std::int64_t day : days) {
    Need worst = Need::none;
    for (const auto& build : builds) worst = std::max(worst, need_on(build, day));
    if (changes.empty() || changes.back().need != worst) changes.push_back({day, worst});
  }
  return changes;
}

}  // namespace signalbox
