// SPDX-License-Identifier: Apache-2.0
#include "compat/comparison.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

std::uint64_t count_of(const EmissionParity& parity, const std::string& event, Parity which) {
  const auto counts = parity.by_event.find(event);
  return counts == parity.by_event.end() ? 0 : counts->second[static_cast<std::size_t>(which)];
}

bool has_member(const EmissionParity& parity, const std::string& event, const std::string& path) {
  const auto members = parity.by_member.find(event);
  return members != parity.by_member.end() && members->second.contains(path);
}

std::string amount(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::same: return "same";
    case Outcome::differ: return "differ";
    case Outcome::not_exercised: break;
  }
  return "not-exercised";
}

bool Comparison::is_noise(const std::string& event, Parity parity) const {
  if (!control || count_of(control->emissions, event, parity) == 0) return false;
  if (parity != Parity::payload_differs) return true;
  return std::all_of(runs.begin(), runs.end(), [&](const ComparedRun& run) {
    const auto members = run.emissions.by_member.find(event);
    return members == run.emissions.by_member.end() ||
           std::all_of(members->second.begin(), members->second.end(), [&](const auto& each) {
             return has_member(control->emissions, event, each.first);
           });
  });
}

bool Comparison::is_noise(const Finding& finding) const {
  if (finding.parity != Parity::payload_differs) return is_noise(finding.event, finding.parity);
  return control && std::all_of(finding.differences.begin(), finding.differences.end(),
                                [&](const PayloadDifference& each) {
                                  return has_member(control->emissions, finding.event, each.path);
                                });
}

std::uint64_t Comparison::differences() const {
  std::uint64_t sum = 0;
  for (const ComparedRun& run : runs) sum += run.emissions.differences();
  return sum - noise();
}

std::uint64_t Comparison::noise() const {
  std::uint64_t sum = 0;
  for (const ComparedRun& run : runs) {
    for (const auto& [event, counts] : run.emissions.by_event) {
      for (std::size_t each = 0; each < kParities; ++each) {
        const auto parity = static_cast<Parity>(each);
        if (is_difference(parity) && is_noise(event, parity)) sum += counts[each];
      }
    }
  }
  return sum;
}

std::vector<std::string> Comparison::reasons() const {
  std::vector<std::string> reasons = differing();
  if (std::string why = unexercised(); !why.empty()) reasons.push_back(std::move(why));
  return reasons;
}

Outcome Comparison::outcome() const {
  if (!differing().empty()) return Outcome::differ;
  return unexercised().empty() ? Outcome::same : Outcome::not_exercised;
}

std::string_view Comparison::heading() const {
  switch (outcome()) {
    case Outcome::same: return "old and new are the same";
    case Outcome::differ: return "old and new differ";
    case Outcome::not_exercised: break;
  }
  return "nothing was exercised";
}

std::string Comparison::unexercised() const {
  if (has_emissions) {
    const bool has_compared = std::any_of(
        runs.begin(), runs.end(), [](const auto& run) { return run.emissions.compared > 0; });
    return has_compared ? ""
                        : "nothing was compared: no emission was made while both clients were "
                          "connected";
  }
  const bool has_compared = std::any_of(tests.begin(), tests.end(), [](const TestRow& each) {
    return each.parity != TestParity::only_old && each.parity != TestParity::only_new;
  });
  return has_compared ? "" : "nothing was compared: no test ran in both suites";
}

std::vector<std::string> Comparison::differing() const {
  std::vector<std::string> reasons;
  if (const std::uint64_t count = differences(); count > 0) {
    reasons.push_back(amount(count, "emission") + (count == 1 ? " differs" : " differ"));
  }
  std::uint64_t regressed = 0;
  std::uint64_t flaky = 0;
  for (const TestRow& each : tests) {
    regressed += each.parity == TestParity::regressed ? 1 : 0;
    flaky += each.parity == TestParity::flaky ? 1 : 0;
  }
  if (regressed > 0) {
    reasons.push_back(amount(regressed, "test") + (regressed == 1 ? " fails" : " fail") +
                      " in the new suite alone");
  }
  if (flaky > 0) {
    reasons.push_back(amount(flaky, "test") + (flaky == 1 ? " is" : " are") + " flaky");
  }
  for (const ComparedRun& run : runs) {
    if (!run.fresh.passed && run.old.passed && regressed == 0) {
      reasons.push_back("the new suite fails (" + run.fresh.ending + "), and the old one does not");
      break;
    }
  }
  const auto stuck = std::find_if(runs.begin(), runs.end(),
                                  [](const ComparedRun& run) { return !run.not_drained.empty(); });
  if (stuck != runs.end()) reasons.push_back("not everything was read: " + stuck->not_drained);
  return reasons;
}

}  // namespace signalbox
