// SPDX-License-Identifier: Apache-2.0
#include "compat/parity_judge.hpp"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

// Matches that stand in the timeline before and behind what is none.
constexpr std::size_t kContext = 2;

// Old data that are told apart for one event while the new client is not connected to it.
constexpr std::size_t kMaxUnconnected = 1000;

Finding finding_of(const EmissionRecord& record, std::uint64_t root) {
  Finding finding;
  finding.number = record.number;
  finding.root = root;
  finding.event = record.event;
  finding.data = record.data;
  finding.seconds = record.seconds;
  finding.microseconds = record.microseconds;
  return finding;
}

const SuccessorRule* rule_for(const EventMap& map, const std::string& old,
                              const std::string& event) {
  for (const SuccessorRule& each : map.successors(old)) {
    if (each.event == event) return &each;
  }
  return nullptr;
}

std::string times(std::uint64_t count) {
  return count == 1 ? "once" : std::to_string(count) + " times";
}

}  // namespace

bool ParityJudge::is_asked_for(const std::string& event) const {
  return order_.events.empty() || order_.events.contains(event);
}

void ParityJudge::judge(const EmissionGroup& group) {
  std::vector<Item> items;
  for (const auto& [number, record] : group.emissions) {
    items.push_back({&record, old_.take(record), new_.take(record)});
  }
  for (Item& each : items) {
    if (each.old.is_connected) judge_old(group, each, counterpart_of(each, items));
  }
  judge_rest(group, items);
}

// The same emission, if the new client is connected to it, and those of its successors.
ParityJudge::Counterpart ParityJudge::counterpart_of(Item& item, std::vector<Item>& items) const {
  Counterpart counterpart;
  const auto use = [&counterpart](Item& other, const SuccessorRule* rule) {
    if (!other.fresh.is_connected) return;
    other.is_used = true;
    const bool is_better = counterpart.item == nullptr ||
                           (counterpart.item->fresh.count == 0 && other.fresh.count > 0);
    if (is_better) {
      counterpart.item = &other;
      counterpart.rule = rule;
    }
    counterpart.part.add(other.fresh);
  };
  use(item, nullptr);
  for (const SuccessorRule& rule : order_.map.successors(item.record->event)) {
    const auto other = std::find_if(items.begin(), items.end(), [&rule](const Item& each) {
      return !each.is_used && each.record->event == rule.event;
    });
    if (other != items.end()) use(*other, &rule);
  }
  return counterpart;
}

void ParityJudge::judge_old(const EmissionGroup& group, Item& item,
                            const Counterpart& counterpart) {
  const std::string& event = item.record->event;
  if (!is_asked_for(event)) return;
  if (!old_.uses(event)) {
    ++parity_.unused;
    return;
  }
  if (!order_.whole_run && !new_.was_there(group.first_place, group.last_place)) {
    ++parity_.outside;
    return;
  }
  Finding finding = finding_of(*item.record, group.root);
  if (counterpart.item != nullptr) {
    finding.new_event = counterpart.item->record->event;
    finding.new_data = counterpart.item->record->data;
    note_connection(item, counterpart);
  }
  judge_pair(item, counterpart, finding);
  const bool may_be_late =
      finding.parity == Parity::missing_new && counterpart.item == nullptr && !was_connected(item);
  keep(std::move(finding), may_be_late);
}

void ParityJudge::judge_pair(const Item& item, const Counterpart& counterpart, Finding& finding) {
  const ClientPart& old = item.old;
  const ClientPart& fresh = counterpart.part;
  if (old.outcome.sent == 0 && old.outcome.muted > 0) {
    finding.parity = Parity::muted;
    finding.reason = "withheld from the old client by a policy";
  } else if (old.outcome.sent == 0 && old.outcome.failed == 0) {
    finding.parity = Parity::filtered_by_design;
    finding.reason = "the old client has asked not to get it";
  } else if (old.count == 0 && fresh.count == 0) {
    finding.reason = "neither had it";
  } else if (old.count == 0) {
    finding.parity = Parity::missing_old;
    finding.reason = old.outcome.failed > 0 ? "the old client's session ended first"
                                            : "sent to the old client and not handled by it";
  } else if (fresh.count == 0) {
    judge_missing(item, counterpart, finding);
  } else if (fresh.count > old.count) {
    finding.parity = Parity::duplicate;
    finding.reason =
        "the new client had it " + times(fresh.count) + ", the old one " + times(old.count);
  } else {
    const Item& other = *counterpart.item;
    const std::string& sent = other.record->data;
    const std::string& event = other.record->event;
    if (counterpart.rule != nullptr || item.old.data || other.fresh.data) {
      finding.differences =
          differences({finding.event, item.old.data.value_or(item.record->data), "{}"},
                      {event, other.fresh.data.value_or(sent), other.record->arguments},
                      counterpart.rule, order_.map);
    }
    if (finding.differences.empty() && other.fresh.data) {
      finding.differences = misreadings(event, sent, *other.fresh.data, order_.map);
      if (!finding.differences.empty()) finding.reason = "not as it was sent to the new client";
    }
    if (!finding.differences.empty()) {
      finding.parity = Parity::payload_differs;
    } else if (fresh.is_out_of_order && !old.is_out_of_order) {
      finding.parity = Parity::order_differs;
      finding.reason = "the new client handled it behind one that it was sent later";
    }
  }
}

void ParityJudge::judge_missing(const Item& item, const Counterpart& counterpart,
                                Finding& finding) {
  const LabelOutcome& outcome = counterpart.part.outcome;
  finding.parity = Parity::missing_new;
  if (outcome.sent > 0) {
    finding.reason = "sent to the new client and not handled by it";
  } else if (outcome.failed > 0) {
    finding.reason = "the new client's session ended first";
  } else if (outcome.muted > 0) {
    finding.parity = Parity::muted;
    finding.reason = "withheld from the new client by a policy";
  } else if (outcome.filtered > 0) {
    finding.parity = Parity::filtered_by_design;
    finding.reason = "the new client has asked not to get it";
  } else {
    finding.reason = "the new client is not connected to it";
    const auto known = connections_.find(item.record->event);
    if (known == connections_.end()) return;
    finding.reason += was_connected(item) ? " any more" : ", but to";
    if (was_connected(item)) return;
    for (const auto& [event, arguments] : known->second) {
      finding.reason += " " + event + (arguments == "{}" ? "" : " " + arguments);
    }
  }
}

bool ParityJudge::was_connected(const Item& item) const {
  const auto known = connections_.find(item.record->event);
  if (known == connections_.end()) return false;
  return std::any_of(known->second.begin(), known->second.end(), [&](const auto& each) {
    return arguments_fit(each.second, item.record->data,
                         rule_for(order_.map, item.record->event, each.first));
  });
}

// Once the new client is connected to what stands for an event, what it missed before was late.
void ParityJudge::note_connection(const Item& item, const Counterpart& counterpart) {
  const EmissionRecord& other = *counterpart.item->record;
  const std::string& event = item.record->event;
  if (!connections_[event].emplace(other.event, other.arguments).second) return;
  auto& unconnected = unconnected_[event];
  for (auto each = unconnected.begin(); each != unconnected.end();) {
    if (!arguments_fit(other.arguments, each->first, counterpart.rule)) {
      ++each;
      continue;
    }
    const std::string reason =
        "the new client was connected to it only before emission " + std::to_string(other.number);
    const auto change = [&reason](Finding& finding) {
      finding.parity = Parity::late;
      finding.reason = reason;
    };
    for (const std::size_t place : each->second.findings) change(parity_.findings[place]);
    for (const std::size_t place : each->second.timeline) change(parity_.timeline[place]);
    EmissionParity::Counts& counts = parity_.by_event[event];
    counts[static_cast<std::size_t>(Parity::missing_new)] -= each->second.count;
    counts[static_cast<std::size_t>(Parity::late)] += each->second.count;
    each = unconnected.erase(each);
  }
}

// What the new client had and no emission of the old interface stands for.
void ParityJudge::judge_rest(const EmissionGroup& group, std::vector<Item>& items) {
  for (const Item& each : items) {
    if (each.is_used || each.old.is_connected || each.fresh.count == 0) continue;
    const EmissionRecord* old = nullptr;
    for (const Item& other : items) {
      const bool stands_for = rule_for(order_.map, other.record->event, each.record->event);
      if (stands_for && old_.was_ever_connected_to(other.record->event)) old = other.record;
    }
    if (old == nullptr && old_.was_ever_connected_to(each.record->event)) old = each.record;
    if (old == nullptr) {
      ++parity_.new_only;
    } else if (!order_.whole_run && !old_.was_there(group.first_place, group.last_place)) {
      ++parity_.outside;
    } else if (is_asked_for(old->event)) {
      Finding finding = finding_of(*old, group.root);
      finding.new_event = each.record->event;
      finding.new_data = each.record->data;
      finding.parity = Parity::missing_old;
      finding.reason = "the old client is not connected to it";
      keep(std::move(finding), false);
    }
  }
}

void ParityJudge::judge_inventions() {
  const auto keep_all = [this](const ClientView& view, Parity parity, const char* who) {
    const HandledReport& report = view.report();
    for (const HandledLine& each : report.invented()) {
      Finding finding;
      finding.parity = parity;
      finding.event = each.event;
      finding.data = each.data.value_or("");
      finding.seconds = each.seconds;
      finding.microseconds = static_cast<std::int32_t>(each.microseconds);
      finding.reason = std::string("the ") + who + " client says to have handled it at " +
                       std::to_string(each.seconds) + "." + std::to_string(each.microseconds) +
                       ", and was not sent it";
      keep(std::move(finding), false);
    }
    const std::uint64_t more = report.invented_count() - report.invented().size();
    if (more > 0) {
      parity_.by_event["(unknown)"][static_cast<std::size_t>(parity)] += more;
      parity_.compared += more;
    }
  };
  keep_all(new_, Parity::missing_old, "new");
  keep_all(old_, Parity::missing_new, "old");
}

void ParityJudge::keep(Finding finding, bool may_be_late) {
  ++parity_.compared;
  ++parity_.by_event[finding.event][static_cast<std::size_t>(finding.parity)];
  for (const PayloadDifference& each : finding.differences) {
    ++parity_.by_member[finding.event][each.path];
  }
  Unconnected* unconnected = nullptr;
  if (may_be_late) {
    auto& of_event = unconnected_[finding.event];
    const bool has_room = of_event.size() < kMaxUnconnected || of_event.contains(finding.data);
    if (has_room) unconnected = &of_event[finding.data];
    if (unconnected != nullptr) ++unconnected->count;
  }
  const bool is_match = finding.parity == Parity::match;
  if (!is_match && parity_.findings.size() < EmissionParity::kMaxFindings) {
    if (unconnected != nullptr) unconnected->findings.push_back(parity_.findings.size());
    parity_.findings.push_back(finding);
  }
  std::vector<Finding>& timeline = parity_.timeline;
  const bool is_early = timeline.size() < EmissionParity::kMaxTimeline / 2;
  if (is_match && !is_early && context_due_ == 0) {
    context_.push_back(std::move(finding));
    if (context_.size() > kContext) context_.pop_front();
    return;
  }
  if (is_match && context_due_ > 0) --context_due_;
  if (!is_match) context_due_ = kContext;
  while (!context_.empty() && timeline.size() < EmissionParity::kMaxTimeline) {
    timeline.push_back(std::move(context_.front()));
    context_.pop_front();
  }
  if (timeline.size() >= EmissionParity::kMaxTimeline) return;
  if (unconnected != nullptr) unconnected->timeline.push_back(timeline.size());
  timeline.push_back(std::move(finding));
}

}  // namespace signalbox
