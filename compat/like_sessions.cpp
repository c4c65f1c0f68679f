// SPDX-License-Identifier: Apache-2.0
#include "compat/like_sessions.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {
namespace {

void add(std::string& kind, const std::vector<std::string>& names) {
  for (const std::string& each : names) kind += each + '\0';
  kind += '\0';
}

}  // namespace

std::string kind_of(const SessionFacts& facts, const std::vector<std::string>& defaults) {
  if (!facts.run_label.empty()) return {};
  std::string kind = hex_of(facts.client.fingerprint());
  add(kind, {facts.version, facts.contact, std::to_string(facts.machine)});
  kind += facts.is_observer ? 'o' : 'f';
  kind += facts.opted_out_of_all ? 'a' : 's';
  add(kind, facts.opted_out);
  add(kind, defaults);
  if (facts.interest) add(kind, *facts.interest);
  return kind;
}

void LikeSessions::wrote(const std::string& kind) {
  if (kind.empty()) return;
  if (written_.size() >= kMostKinds && !written_.contains(kind)) written_.clear();
  ++written_[kind];
}

bool LikeSessions::may_rest(const std::string& kind) const {
  const auto found = written_.find(kind);
  return found != written_.end() && found->second >= kInFull;
}

std::optional<RestingVisit> LikeSessions::rest(RestingVisit visit, Time now) {
  std::optional<RestingVisit> oldest;
  if (count_ >= kMostResting) {
    const auto found =
        std::min_element(resting_.begin(), resting_.end(), [](const auto& one, const auto& other) {
          return one.second.front().since < other.second.front().since;
        });
    oldest = std::move(found->second.front().visit);
    found->second.pop_front();
    --count_;
    if (found->second.empty()) resting_.erase(found);
  }
  std::deque<Entry>& entries = resting_[visit.visit.kind];
  entries.push_back({std::move(visit), now});
  ++count_;
  return oldest;
}

std::optional<RestingVisit> LikeSessions::take(const std::string& kind) {
  const auto found = resting_.find(kind);
  if (found == resting_.end()) return std::nullopt;
  RestingVisit visit = std::move(found->second.back().visit);
  found->second.pop_back();
  --count_;
  if (found->second.empty()) resting_.erase(found);
  return visit;
}

std::vector<RestingVisit> LikeSessions::take_before(Time when) {
  std::vector<RestingVisit> taken;
  for (auto entry = resting_.begin(); entry != resting_.end();) {
    std::deque<Entry>& entries = entry->second;
    while (!entries.empty() && entries.front().since < when) {
      taken.push_back(std::move(entries.front().visit));
      entries.pop_front();
      --count_;
    }
    entry = entries.empty() ? resting_.erase(entry) : std::next(entry);
  }
  return taken;
}

}  // namespace signalbox
