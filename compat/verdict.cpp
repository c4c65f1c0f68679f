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
    all.push_back(standing_of(file, item, subject, each->second, now, thresholds));
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

// The machine that was watched least, of those that still are.
CoverageFacts coverage_facts(const CaseFile& file, std::int64_t now, const Thresholds& thresholds) {
  CoverageFacts facts;
  const std::int64_t oldest = now / kSecondsPerDay - thresholds.coverage_days;
  for (const MachineCoverage& each : file.machines) {
    facts.gap_days += each.gap_days;
    facts.has_gap_today = facts.has_gap_today || each.has_gap_today;
    if (each.last_day < oldest) continue;
    const double days = static_cast<double>(each.watched) / kSecondsPerDay;
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

// Of whom nothing decisive is known, and who has not been seen for long.
std::vector<std::string> doubts_about(const std::vector<Standing>& standings,
                                      const Thresholds& thresholds) {
  std::vector<std::string> doubts;
  const auto is_unproven = [](bool dormant) {
    return [dormant](const Standing& each) {
      return each.verdict == Verdict::unproven && each.is_dormant == dormant;
    };
  };
  const std::string unproven = names_of(standings, is_unproven(false));
  if (!unproven.empty()) doubts.push_back("nothing decisive is known of " + unproven);
  const std::string dormant = names_of(standings, is_unproven(true));
  if (!dormant.empty()) {
    doubts.push_back("not seen for " + std::to_string(thresholds.dormant_days) +
                     " days, which is not gone: " + dormant);
  }
  return doubts;
}

std::string non_users(std::size_t count, const std::string& by) {
  return counted(count, "build") + (count == 1 ? " does" : " do") + " without it, by " + by;
}

// What every verdict of safe rests on.
std::vector<std::string> grounds_of_safety(const ItemVerdict& verdict) {
  std::size_t by_proof = 0;
  std::size_t by_statement = 0;
  std::vector<std::string> exclusions;
  for (const Standing& each : verdict.standings) {
    if (each.exclusion != Standing::Exclusion::none) {
      exclusions.push_back(name_of(*each.subject) + " is " + each.exclusion_reason);
    } else {
      ++(each.verdict == Verdict::safe_by_proof ? by_proof : by_statement);
    }
  }
  std::vector<std::string> grounds;
  if (by_proof > 0) grounds.push_back(non_users(by_proof, "proof"));
  if (by_statement > 0) grounds.push_back(non_users(by_statement, "statement"));
  grounds.insert(grounds.end(), exclusions.begin(), exclusions.end());
  if (verdict.standings.empty()) {
    grounds.push_back(verdict.item->is_default() ? "no client has had it"
                                                 : "no client has asked for it");
  }
  grounds.push_back("every machine was watched for at least " + one_decimal(verdict.coverage.days) +
                    " days");
  return grounds;
}

bool is_by_statement(const Standing& standing) {
  return standing.exclusion != Standing::Exclusion::none ||
         standing.verdict == Verdict::safe_by_statement;
}

void decide(const CaseFile& file, const Thresholds& thresholds, ItemVerdict& verdict) {
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
  verdict.rests_on = doubts_about(verdict.standings, thresholds);
  if (!verdict.rests_on.empty()) {
    verdict.verdict = Verdict::unproven;
    return;
  }
  const bool by_statement =
      std::any_of(verdict.standings.begin(), verdict.standings.end(), is_by_statement);
  verdict.verdict = by_statement ? Verdict::safe_by_statement : Verdict::safe_by_proof;
  verdict.rests_on = grounds_of_safety(verdict);
}

}  // namespace

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::in_use: return "in-use";
    case Verdict::unknown: return "unknown";
    case Verdict::unproven: return "unproven";
    case Verdict::safe_by_statement: return "safe by statement";
    case Verdict::safe_by_proof: return "safe by proof";
  }
  return "unknown";
}

std::string_view stored_word_of(Verdict verdict) {
  return verdict >= Verdict::safe_by_statement ? "safe" : word_of(verdict);
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
    decide(file, thresholds, verdict);
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
