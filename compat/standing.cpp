// SPDX-License-Identifier: Apache-2.0
#include "compat/standing.hpp"

#include <algorithm>

#include "compat/utc.hpp"

namespace signalbox {
namespace {

const Resolution* resolution_of(const CaseFile& file, const Item& item, const Subject& subject) {
  const auto found = file.resolutions.find({subject.client, item.id});
  return found == file.resolutions.end() ? nullptr : &found->second;
}

// The one that holds longest.
const Waiver* waiver_of(const CaseFile& file, const Item& item, const Subject& subject,
                        std::int64_t now) {
  const auto found =
      std::find_if(file.waivers.begin(), file.waivers.end(), [&](const Waiver& each) {
        return each.item == item.id && each.client.value_or(subject.client) == subject.client &&
               each.at <= now && each.expires > now;
      });
  return found == file.waivers.end() ? nullptr : &*found;
}

// Why an evidence counts no more; empty: it counts.
std::string doubt_of(const Evidence& evidence, const Subject& subject, const Dossier& dossier,
                     const Resolution* resolution, std::int64_t now, const Thresholds& thresholds) {
  if (resolution != nullptr && evidence.at <= resolution->at) {
    return "before the resolution of " + date_text(resolution->at);
  }
  if (evidence.sign == Sign::used) return {};
  if (subject.is_many()) return "others may stand behind the same name";
  // A catalogue speaks of a version, which does not change.
  const bool may_age = evidence.kind != EvidenceKind::catalogue;
  if (may_age && now - evidence.at > thresholds.evidence_days * kSecondsPerDay) {
    return "older than " + std::to_string(thresholds.evidence_days) + " days";
  }
  if (evidence.kind == EvidenceKind::opt_out && dossier.kept_until.value_or(0) > evidence.at) {
    return dossier.kept_until == kStill ? "another session of it has the default connection"
                                        : "a later session of it had the default connection";
  }
  return {};
}

// The newest that decides; of two at the same time, that of use: it is the safe side.
std::optional<std::size_t> decisive_of(const std::vector<Evidence>& evidence, int strength) {
  std::optional<std::size_t> newest;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    const Evidence& each = evidence[i];
    if (!each.doubt.empty() || each.strength < strength) continue;
    const bool is_newer = !newest || each.at > evidence[*newest].at ||
                          (each.at == evidence[*newest].at && each.sign == Sign::used &&
                           evidence[*newest].sign == Sign::unused);
    if (is_newer) newest = i;
  }
  return newest;
}

// Neither evidence of use nor a session that kept the connection came after the resolution.
bool stays_resolved(const Resolution& resolution, const Standing& standing,
                    const Dossier& dossier) {
  const bool is_used_again = std::any_of(
      standing.evidence.begin(), standing.evidence.end(),
      [&](const Evidence& each) { return each.sign == Sign::used && each.at > resolution.at; });
  return !is_used_again && dossier.kept_from.value_or(0) <= resolution.at;
}

Verdict verdict_of(const Standing& standing, const Thresholds& thresholds) {
  const Verdict undecided = standing.subject->is_many() ? Verdict::unknown : Verdict::unproven;
  if (!standing.decisive) return undecided;
  const Evidence& evidence = standing.evidence[*standing.decisive];
  if (evidence.sign == Sign::used) return Verdict::in_use;
  if (standing.is_dormant) return Verdict::unproven;
  return evidence.strength >= thresholds.proof_strength ? Verdict::safe_by_proof
                                                        : Verdict::safe_by_statement;
}

void exclude(Standing& standing, Standing::Exclusion exclusion, std::string reason) {
  standing.exclusion = exclusion;
  standing.exclusion_reason = std::move(reason);
}

}  // namespace

Standing standing_of(const CaseFile& file, const Item& item, const Subject& subject,
                     const Dossier& dossier, std::int64_t now, const Thresholds& thresholds) {
  const Resolution* const resolution = resolution_of(file, item, subject);
  Standing standing;
  standing.subject = &subject;
  standing.dossier = &dossier;
  standing.evidence = dossier.evidence;
  for (Evidence& each : standing.evidence) {
    each.doubt = doubt_of(each, subject, dossier, resolution, now, thresholds);
  }
  standing.is_dormant = now - subject.client_last_seen > thresholds.dormant_days * kSecondsPerDay;
  standing.decisive = decisive_of(standing.evidence, thresholds.decisive_strength);
  standing.verdict = verdict_of(standing, thresholds);

  if (standing.verdict >= Verdict::safe_by_statement) return standing;
  if (const Waiver* const waiver = waiver_of(file, item, subject, now)) {
    exclude(standing, Standing::Exclusion::waived,
            "waived until " + date_text(waiver->expires) + " by " + waiver->owner + ": " +
                waiver->reason);
  } else if (resolution != nullptr && stays_resolved(*resolution, standing, dossier)) {
    exclude(standing, Standing::Exclusion::resolved,
            "resolved on " + date_text(resolution->at) + " by " + resolution->person + ": " +
                resolution->reason);
  } else if (standing.verdict != Verdict::in_use) {
    standing.next_step = next_step_of(standing, item, file);
  }
  return standing;
}

}  // namespace signalbox
