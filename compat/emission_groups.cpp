// SPDX-License-Identifier: Apache-2.0
#include "compat/emission_groups.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

// The same emission behind another tap: what each label got adds up, and the arguments are those
// that somebody is connected with.
void merge(EmissionRecord& into, EmissionRecord&& more) {
  const auto is_connected = [](const EmissionRecord& record) {
    return std::any_of(record.labels.begin(), record.labels.end(),
                       [](const LabelOutcome& each) { return each.is_connected(); });
  };
  if (!is_connected(into) && is_connected(more)) {
    into.arguments = more.arguments;
    into.signal = more.signal;
  }
  for (LabelOutcome& each : more.labels) {
    const auto same =
        std::find_if(into.labels.begin(), into.labels.end(),
                     [&each](const LabelOutcome& other) { return other.label == each.label; });
    if (same == into.labels.end()) {
      into.labels.push_back(std::move(each));
      continue;
    }
    same->sent += each.sent;
    same->filtered += each.filtered;
    same->muted += each.muted;
    same->failed += each.failed;
  }
}

}  // namespace

EmissionGroups::GroupPointer EmissionGroups::group_of(std::uint64_t number) {
  GroupPointer& group = by_number_[number];
  if (group == nullptr) {
    group = std::make_shared<EmissionGroup>();
    group->root = number;
    group->first_place = group->last_place = place_;
    numbers_[group.get()].push_back(number);
    open_.push_back(group);
  }
  return group;
}

// What is left of `from` is empty and closed in its turn.
void EmissionGroups::join(const GroupPointer& from, const GroupPointer& to) {
  to->root = std::min(to->root, from->root);
  to->last_place = std::max(to->last_place, from->last_place);
  to->emissions.merge(from->emissions);
  std::vector<std::uint64_t>& kept = numbers_[to.get()];
  for (const std::uint64_t each : std::exchange(numbers_[from.get()], {})) {
    by_number_[each] = to;
    kept.push_back(each);
  }
}

void EmissionGroups::add(EmissionRecord record) {
  ++place_;
  GroupPointer group = group_of(record.number);
  if (record.cause != 0) {
    const GroupPointer causing = group_of(record.cause);
    if (causing != group) {
      const bool is_older = causing->first_place <= group->first_place;
      join(is_older ? group : causing, is_older ? causing : group);
      group = by_number_[record.number];
    }
  }
  group->last_place = place_;
  const std::uint64_t number = record.number;
  const auto present = group->emissions.find(number);
  if (present == group->emissions.end()) {
    group->emissions.emplace(number, std::move(record));
  } else {
    merge(present->second, std::move(record));
  }
  while (!open_.empty() && open_.front()->last_place + kWindow < place_) close_front();
}

void EmissionGroups::close_front() {
  const GroupPointer group = std::move(open_.front());
  open_.pop_front();
  if (!group->emissions.empty()) complete_(*group);
  const auto numbers = numbers_.extract(group.get());
  for (const std::uint64_t each : numbers.mapped()) by_number_.erase(each);
}

void EmissionGroups::end() {
  while (!open_.empty()) close_front();
}

}  // namespace signalbox
