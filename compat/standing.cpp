// SPDX-License-Identifier: Apache-2.0
#include "compat/standing.hpp"

#include <algorithm>
#include <limits>

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
  if (evidence.at > now) return "dated in the future";
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

// The newest word; of two at the same time, that of use: it is the safe side.
std::optional<std::size_t> newest_word(const std::vector<Evidence>& evidence) {
  std::optional<std::size_t> newest;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    const Evidence& each = evidence[i];
    if (!each.doubt.empty() || !may_decide(each)) continue;
    const bool is_newer = !newest || each.at > evidence[*newest].at ||
                          (each.at == evidence[*newest].at && each.sign == Sign::used &&
                           evidence[*newest].sign == Sign::unused);
    if (is_newer) newest = i;
  }
  return newest;
}

// The least time that a machine on which it was seen has been watched since the day of the doubt.
double watched_since(const CaseFile& file, const Dossier& dossier, std::int64_t at) {
  double least = std::numeric_limits<double>::max();
  const auto look = [&](std::int64_t machine) {
    least = std::min(least, file.watched.days_from(machine, at / kSecondsPerDay + 1));
  };
  for (const std::int64_t machine : dossier.machines) look(machine);
  if (dossier.machines.empty()) {
    for (const MachineCoverage& each : file.machines) look(each.machine);
  }
  return least == std::numeric_limits<double>::max() ? 0 : least;
}

// The last time that the build kept the item or used it, whatever was decided since.
std::optional<Doubt> last_doubt(const CaseFile& file, const Dossier& dossier, std::int64_t now) {
  std::optional<Doubt> last;
  const auto add = [&last](std::int64_t at, bool is_open) {
    if (!last || at > last->at) last = Doubt{at, 0, last && last->is_open};
    last->is_open = last->is_open || is_open;
  };
  if (dossier.had_until) add(*dossier.had_until, false);
  if (dossier.kept_until) {
    const bool is_open = dossier.kept_until == kStill;
    add(is_open ? now : *dossier.kept_until, is_open);
  }
  for (const Evidence& each : dossier.evidence) {
    if (each.sign == Sign::used) add(each.at, each.is_open);
  }
  if (last) last->watched_days = watched_since(file, dossier, last->at);
  return last;
}

bool is_decided(const Standing& standing) {
  return std::any_of(standing.evidence.begin(), standing.evidence.end(), [&](const Evidence& each) {
    return each.doubt.empty() && each.kind == EvidenceKind::statement &&
           each.sign == Sign::unused && (!standing.doubt || each.at > standing.doubt->at);
  });
}

// A client is settled by time or by a person, in this order; else the newest word is told.
Verdict verdict_of(const Standing& standing, const Thresholds& thresholds) {
  const bool is_many = standing.subject->is_many();
  // A decisive evidence is there, and the client never kept or used the item.
  if (!standing.doubt && standing.decisive && !is_many) return Verdict::safe_by_time;
  if (standing.doubt && !standing.doubt->is_open &&
      standing.doubt->watched_days >= thresholds.settle_days) {
    return Verdict::safe_by_time;
  }
  if (is_decided(standing)) return Verdict::safe_by_decision;
  const bool is_used =
      standing.decisive && standing.evidence[*standing.decisive].sign == Sign::used;
  if (is_used) return Verdict::in_use;
  return is_many ? Verdict::unknown : Verdict::unproven;
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
  standing.doubt = last_doubt(file, dossier, now);
  standing.decisive = newest_word(standing.evidence);
  standing.verdict = verdict_of(standing, thresholds);

  if (standing.verdict >= Verdict::safe_by_decision) return standing;
  const bool is_resolved =
      resolution != nullptr && (!standing.doubt || resolution->at > standing.doubt->at);
  if (const Waiver* const waiver = waiver_of(file, item, subject, now)) {
    exclude(standing, Standing::Exclusion::waived,
            "waived until " + date_text(waiver->expires) + " by " + waiver->owner + ": " +
                waiver->reason);
  } else if (is_resolved) {
    exclude(standing, Standing::Exclusion::resolved,
            "resolved on " + date_text(resolution->at) + " by " + resolution->person + ": " +
                resolution->reason);
  } else if (standing.verdict != Verdict::in_use) {
    standing.next_step = next_step_of(standing, item, file);
  }
  return standing;
}

}  // namespace signalbox
