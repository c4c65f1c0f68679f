// SPDX-License-Identifier: Apache-2.0
#include "compat/ablation.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

using Result = AblationFinding::Result;

std::string_view word_of(Result result) {
  switch (result) {
    case Result::pending: return "pending";
    case Result::fails: return "fails";
    case Result::passes: return "passes";
    case Result::flaky: return "flaky";
    case Result::not_received: return "not-received";
    case Result::refused: break;
  }
  return "refused";
}

Ablation::Ablation(int repeats, std::set<std::string> only)
    : repeats_(repeats), only_(std::move(only)) {}

void Ablation::add(AblationRun run) {
  runs_.push_back(std::move(run));
}

void Ablation::refuse(const std::string& event, std::string reason) {
  refused_[event] = std::move(reason);
}

std::optional<std::string> Ablation::next() const {
  if (is_red()) return std::nullopt;
  if (controls() < kControls) return std::string();
  for (const AblationFinding& each : findings()) {
    if (each.result != Result::pending) continue;
    const bool wants_control = each.runs >= repeats() && each.failures == each.runs;
    return wants_control ? std::string() : each.event;
  }
  return std::nullopt;
}

bool Ablation::is_red() const {
  int failed = 0;
  for (const AblationRun& run : runs_) {
    if (run.is_control()) failed = run.passed ? 0 : failed + 1;
  }
  return failed >= kControls;
}

bool Ablation::is_flaky() const {
  return failed_controls() > 0;
}

int Ablation::repeats() const {
  return is_flaky() ? std::max(repeats_, kFlakyRepeats) : repeats_;
}

std::vector<AblationFinding> Ablation::findings() const {
  ReceivedEvents events;
  for (const std::string& event : only_) events[event];
  for (const AblationRun& run : runs_) {
    if (!run.is_control()) continue;
    for (const auto& [event, kinds] : run.received) {
      if (only_.empty() || only_.contains(event)) events[event].insert(kinds.begin(), kinds.end());
    }
  }
  std::vector<AblationFinding> findings;
  for (const auto& [event, kinds] : events) findings.push_back(finding_of(event, kinds));
  return findings;
}

AblationFinding Ablation::finding_of(const std::string& event, std::set<std::string> kinds) const {
  AblationFinding finding;
  finding.event = event;
  finding.kinds = std::move(kinds);
  int idle = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].muted != event) continue;
    if (runs_[i].withheld == 0) {
      ++idle;
      continue;
    }
    last = i;
    ++finding.runs;
    if (!runs_[i].passed) ++finding.failures;
  }
  const auto refusal = refused_.find(event);
  if (refusal != refused_.end()) {
    finding.result = Result::refused;
    finding.reason = refusal->second;
  } else if ((finding.kinds.empty() && controls() >= kControls) || idle >= repeats()) {
    finding.result = Result::not_received;
  } else if (finding.failures > 0 && finding.failures < finding.runs) {
    const int enough = std::max(repeats(), kFlakyRepeats);
    if (finding.runs >= enough) finding.result = Result::flaky;
  } else if (finding.runs >= repeats()) {
    if (finding.failures == 0) finding.result = Result::passes;
    if (finding.failures > 0 && has_passed_since(last)) finding.result = Result::fails;
  }
  return finding;
}

bool Ablation::has_passed_since(std::size_t run) const {
  return std::any_of(runs_.begin() + static_cast<std::ptrdiff_t>(run), runs_.end(),
                     [](const AblationRun& each) { return each.is_control() && each.passed; });
}

int Ablation::runs_left() const {
  if (is_red()) return 0;
  int left = std::max(0, kControls - controls());
  for (const AblationFinding& each : findings()) {
    if (each.result != Result::pending) continue;
    const bool is_mixed = each.failures > 0 && each.failures < each.runs;
    const int wanted = is_mixed ? std::max(repeats(), kFlakyRepeats) : repeats();
    const bool wants_control = each.failures > 0 && !is_mixed;
    left += std::max(0, wanted - each.runs) + (wants_control ? 1 : 0);
  }
  return left;
}

std::chrono::milliseconds Ablation::time_left() const {
  if (runs_.empty()) return std::chrono::milliseconds(0);
  std::chrono::milliseconds all{0};
  for (const AblationRun& run : runs_) all += run.duration;
  return all * runs_left() / static_cast<std::int64_t>(runs_.size());
}

int Ablation::controls() const {
  return static_cast<int>(std::count_if(runs_.begin(), runs_.end(),
                                        [](const AblationRun& run) { return run.is_control(); }));
}

int Ablation::failed_controls() const {
  return static_cast<int>(std::count_if(runs_.begin(), runs_.end(), [](const AblationRun& run) {
    return run.is_control() && !run.passed;
  }));
}

std::size_t Ablation::tests() const {
  std::size_t most = 0;
  for (const AblationRun& run : runs_) {
    if (run.is_control()) most = std::max(most, run.tests);
  }
  return most;
}

}  // namespace signalbox
