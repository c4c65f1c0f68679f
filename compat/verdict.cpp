// SPDX-License-Identifier: Apache-2.0
#include "compat/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "compat/standing.hpp"
#include "compat/utc.hpp"

namespace signalbox {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string one_decimal(double value) {
  const long tenths = std::lround(std::floor(value * 10));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string name_of(const Subject& subject) {
  return subject.version.empty() ? subject.name : subject.name + " " + subject.version;
}

std::vector<Standing> standings_of(const CaseFile& file, const Item& item, std::int64_t now,
                                   const Thresholds& thresholds) {
  std::vector<Standing> all;
  const auto first = file.dossiers.lower_bound({item.id, INT64_MIN});
  for (auto each = first; each != file.dossiers.end() && each->first.first == item.id; ++each) {
    const Subject& subject = file.builds.at(each->first.second);
    Standing standing = standing_of(file, item, subject, each->second, now, thresholds);
    const bool is_concerned = !subject.is_ours() || standing.doubt;
    if (is_concerned) all.push_back(std::move(standing));
  }
  std::sort(all.begin(), all.end(), [](const Standing& left, const Standing& right) {
    const auto key = [](const Standing& standing) {
      const Subject& subject = *standing.subject;
      return std::tie(subject.name, subject.fingerprint, subject.version);
    };
    return key(left) < key(right);
  });
  return all;
}

// Of the last coverage_days, so much may be unwatched: restarts of a host.
constexpr double kWatchedShare = 0.9;

// The machine that was watched least, of those that still are.
CoverageFacts coverage_facts(const CaseFile& file, std::int64_t now, const Thresholds& thresholds) {
  CoverageFacts facts;
  const std::int64_t oldest = now / kSecondsPerDay - thresholds.coverage_days;
  for (const MachineCoverage& each : file.machines) {
    facts.has_gap_today = facts.has_gap_today || each.has_gap_today;
    if (each.last_day < oldest) continue;
    const double recent = file.watched.days_from(each.machine, oldest);
    if (facts.recent_machine.empty() || recent < facts.recent_days) {
      facts.recent_days = recent;
      facts.recent_machine = each.name;
    }
    const double days = file.watched.days_from(each.machine, INT64_MIN);
    if (!facts.machine.empty() && days >= facts.days) continue;
    facts.days = days;
    facts.machine = each.name;
  }
  return facts;
}

constexpr std::size_t kMostNames = 3;

// Of the builds that count and for which `holds` is true: "a 1.0, b and 3 more"; empty: none.
template <typename Condition>
std::string names_of(const std::vector<Standing>& standings, Condition holds) {
  std::string names;
  std::size_t count = 0;
  for (const Standing& each : standings) {
    if (each.exclusion != Standing::Exclusion::none || !holds(each)) continue;
    if (++count <= kMostNames) names += (count == 1 ? "" : ", ") + name_of(*each.subject);
  }
  if (count > kMostNames) names += " and " + std::to_string(count - kMostNames) + " more";
  return names;
}

std::string names_of(const std::vector<Standing>& standings, Verdict verdict) {
  return names_of(standings, [verdict](const Standing& each) { return each.verdict == verdict; });
}

// Each with the evidence that decides.
std::vector<std::string> needs_of(const std::vector<Standing>& standings) {
  std::vector<std::string> needs;
  std::size_t more = 0;
  for (const Standing& each : standings) {
    if (each.exclusion != Standing::Exclusion::none || each.verdict != Verdict::in_use) continue;
    if (needs.size() == kMostNames) {
      ++more;
      continue;
    }
    const Evidence& evidence = each.evidence[*each.decisive];
    needs.push_back(name_of(*each.subject) + " needs it: " + std::string(word_of(evidence.kind)) +
                    (evidence.person.empty() ? "" : " by " + evidence.person) + " on " +
                    date_text(evidence.at));
  }
  if (more > 0) needs.push_back("so do " + counted(more, "other build"));
  return needs;
}

// Why nothing can be said, whoever uses what.
std::vector<std::string> blind_spots(const CaseFile& file, const ItemVerdict& verdict,
                                     const Thresholds& thresholds) {
  std::vector<std::string> spots;
  const CoverageFacts& coverage = verdict.coverage;
  if (!file.imbalances.empty()) {
    spots.push_back("the books do not balance (" + counted(file.imbalances.size(), "fault") +
                    "; see 'signalbox ledger fsck')");
  }
  if (coverage.machine.empty()) {
    spots.push_back("no machine was watched in the last " +
                    counted(static_cast<std::size_t>(thresholds.coverage_days), "day"));
  } else if (coverage.days < thresholds.coverage_days) {
    spots.push_back("machine '" + coverage.machine + "' was watched for " +
                    one_decimal(coverage.days) + " of " +
                    counted(static_cast<std::size_t>(thresholds.coverage_days), "day"));
  } else if (coverage.recent_days < kWatchedShare * thresholds.coverage_days) {
    spots.push_back("machine '" + coverage.recent_machine + "' was watched for " +
                    one_decimal(coverage.recent_days) + " of the last " +
                    counted(static_cast<std::size_t>(thresholds.coverage_days), "day"));
  }
  if (coverage.has_gap_today) spots.push_back("a machine went on unwatched for a part of today");
  const std::string many = names_of(verdict.standings, Verdict::unknown);
  if (!many.empty()) spots.push_back("clients that cannot be told apart have it: " + many);
  const std::string unproven = names_of(verdict.standings, Verdict::unproven);
  if (verdict.item->is_default() && !unproven.empty() &&
      verdict.emissions < thresholds.min_emissions) {
    spots.push_back("emitted " + std::to_string(verdict.emissions) + " times, fewer than " +
                    std::to_string(thresholds.min_emissions) +
                    ", with somebody unproven: " + unproven);
  }
  return spots;
}

// The day on which a build is settled by time, if it is watched every day and does not keep or use
// the item again.
std::string settled_from(const Standing& standing, std::int64_t now, const Thresholds& thresholds) {
  const double days = std::ceil(thresholds.settle_days - standing.doubt->watched_days);
  return date_text(now + static_cast<std::int64_t>(days) * kSecondsPerDay);
}

// The clients that neither time nor a person has settled, and when time does.
std::vector<std::string> doubts_about(const std::vector<Standing>& standings, std::int64_t now,
                                      const Thresholds& thresholds) {
  std::vector<std::string> doubts;
  std::size_t more = 0;
  for (const Standing& each : standings) {
    if (each.exclusion != Standing::Exclusion::none || each.verdict != Verdict::unproven) continue;
    if (doubts.size() == kMostNames) {
      ++more;
      continue;
    }
    if (!each.doubt) {
      doubts.push_back("no session of " + name_of(*each.subject) +
                       " has said anything of it, and it is settled by a person");
      continue;
    }
    const bool is_open = each.doubt->is_open;
    doubts.push_back(name_of(*each.subject) + (is_open ? " has it now" : " had it on ") +
                     (is_open ? std::string() : date_text(each.doubt->at)) +
                     ", and is settled by a person, or by time from " +
                     settled_from(each, now, thresholds) + " on");
  }
  if (more > 0)
    doubts.push_back("so " + std::string(more == 1 ? "is " : "are ") +
                     counted(more, "other build"));
  return doubts;
}

std::string sentence(std::size_t count, const std::string& one, const std::string& many) {
  return counted(count, "build") + " " + (count == 1 ? one : many);
}

// The sentences of a safe verdict that say on what it rests, and what it cannot see.
std::vector<std::string> grounds_of_safety(const ItemVerdict& verdict,
                                           const Thresholds& thresholds) {
  std::size_t never = 0;
  std::size_t by_time = 0;
  std::size_t by_decision = 0;
  std::vector<std::string> exclusions;
  for (const Standing& each : verdict.standings) {
    if (each.exclusion != Standing::Exclusion::none) {
      exclusions.push_back(name_of(*each.subject) + " is " + each.exclusion_reason);
    } else if (each.verdict == Verdict::safe_by_decision) {
      ++by_decision;
    } else {
      ++(each.doubt ? by_time : never);
    }
  }
  std::vector<std::string> grounds;
  if (never > 0) grounds.push_back(counted(never, "build") + " never kept or used it");
  if (by_time > 0) {
    const std::string days = std::to_string(thresholds.settle_days) + " days of watching";
    grounds.push_back(sentence(by_time, "has", "have") + " neither kept nor used it for " + days);
  }
  if (by_decision > 0) {
    grounds.push_back(sentence(by_decision, "does", "do") + " without it, by a person's word");
  }
  grounds.insert(grounds.end(), exclusions.begin(), exclusions.end());
  if (verdict.standings.empty()) {
    grounds.push_back(verdict.item->is_default() ? "no client has had it"
                                                 : "no client has asked for it");
  }
  grounds.push_back("every machine was watched for at least " + one_decimal(verdict.coverage.days) +
                    " days; clients that did not connect in that time, and those behind libvirt "
                    "and other relays, were not seen");
  return grounds;
}

bool is_by_decision(const Standing& standing) {
  return standing.exclusion != Standing::Exclusion::none ||
         standing.verdict == Verdict::safe_by_decision;
}

void decide(const CaseFile& file, std::int64_t now, const Thresholds& thresholds,
            ItemVerdict& verdict) {
  verdict.rests_on = needs_of(verdict.standings);
  if (!verdict.rests_on.empty()) {
    verdict.verdict = Verdict::in_use;
    return;
  }
  verdict.rests_on = blind_spots(file, verdict, thresholds);
  if (!verdict.rests_on.empty()) {
    verdict.verdict = Verdict::unknown;
    return;
  }
  verdict.rests_on = doubts_about(verdict.standings, now, thresholds);
  if (!verdict.rests_on.empty()) {
    verdict.verdict = Verdict::unproven;
    return;
  }
  const bool by_decision =
      std::any_of(verdict.standings.begin(), verdict.standings.end(), is_by_decision);
  verdict.verdict = by_decision ? Verdict::safe_by_decision : Verdict::safe_by_time;
  verdict.rests_on = grounds_of_safety(verdict, thresholds);
}

}  // namespace

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::in_use: return "in-use";
    case Verdict::unknown: return "unknown";
    case Verdict::unproven: return "unproven";
    case Verdict::safe_by_decision: return "safe by decision";
    case Verdict::safe_by_time: return "safe by time";
  }
  return "unknown";
}

std::string_view stored_word_of(Verdict verdict) {
  return verdict >= Verdict::safe_by_decision ? "safe" : word_of(verdict);
}

std::vector<ItemVerdict> judge(const CaseFile& file, std::int64_t now,
                               const Thresholds& thresholds) {
  std::vector<ItemVerdict> all;
  for (const Item& item : file.items) {
    ItemVerdict verdict;
    verdict.item = &item;
    verdict.coverage = coverage_facts(file, now, thresholds);
    const auto emitted = file.emissions.find(item.name);
    verdict.emissions = emitted == file.emissions.end() ? 0 : emitted->second;
    verdict.is_covered_for_removal = verdict.coverage.days >= thresholds.removal_days;
    verdict.standings = standings_of(file, item, now, thresholds);
    decide(file, now, thresholds, verdict);
    all.push_back(std::move(verdict));
  }
  return all;
}

std::optional<Verdict> removal_verdict(const std::vector<ItemVerdict>& verdicts,
                                       std::string_view name) {
  std::optional<Verdict> worst;
  for (const ItemVerdict& each : verdicts) {
    if (each.item->name == name) worst = std::min(worst.value_or(each.verdict), each.verdict);
  }
  return worst;
}

}  // namespace signalbox
