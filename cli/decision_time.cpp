// SPDX-License-Identifier: Apache-2.0
#include "cli/decision_time.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "cli/ledger_options.hpp"
#include "compat/utc.hpp"
#include "wire/printable.hpp"

namespace signalbox::cli {
namespace {

constexpr std::int64_t kLongestWait = 1;  // seconds
constexpr std::chrono::milliseconds kLook{20};

bool contains(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

DecisionTime time_of_decision(const std::string& file, const std::vector<std::int64_t>& clients,
                              const std::vector<std::int64_t>& items) {
  const std::unique_ptr<Judgement> judgement = judge_ledger(file, {});
  DecisionTime time;
  std::int64_t last = 0;
  for (const ItemVerdict& verdict : judgement->verdicts) {
    if (!items.empty() && !contains(items, verdict.item->id)) continue;
    for (const Standing& each : verdict.standings) {
      if (!contains(clients, each.subject->client) || !each.doubt) continue;
      const std::string& name = each.subject->name;
      if (each.doubt->is_open) {
        const bool is_told = !time.connected.empty() && time.connected.back() == name;
        if (!is_told) time.connected.push_back(name);
        continue;
      }
      if (each.doubt->at > seconds_now() + kLongestWait) {
        throw std::runtime_error("Client '" + name + "' used '" + verdict.item->name + "' on " +
                                 minute_text(each.doubt->at) +
                                 " UTC, which is after now: set the clock, and decide again");
      }
      last = std::max(last, each.doubt->at);
    }
  }
  while (seconds_now() <= last) std::this_thread::sleep_for(kLook);
  time.at = seconds_now();
  return time;
}

void warn_of_connected(const DecisionTime& time) {
  for (const std::string& each : time.connected) {
    std::cerr << "signalbox: client '" << printable(each)
              << "' is connected, so that this does not hold for it: decide again when its session "
                 "has ended\n";
  }
}

}  // namespace signalbox::cli
