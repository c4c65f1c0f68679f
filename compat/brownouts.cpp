// SPDX-License-Identifier: Apache-2.0
#include "compat/brownouts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "compat/books.hpp"
#include "compat/experiment_evidence.hpp"
#include "compat/experiments.hpp"
#include "compat/ledger.hpp"
#include "compat/stages.hpp"
#include "compat/visitors.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// How long to sleep at most: the clock may be set while a window is far away.
constexpr std::int64_t kLongestSleep = 60;

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kRemembered = 10 * kMinute;
constexpr std::size_t kMostRemembered = 4096;  // of one client

Experiment experiment_of(const Brownout& brownout) {
  Experiment experiment;
  experiment.kind = Experiment::Kind::brownout;
  experiment.audience.client = brownout.client;
  experiment.audience.machine = brownout.machine;
  experiment.event = brownout.item.name;
  experiment.loses_state = brownout.loses_state;
  experiment.default_connections = brownout.item.kind == ItemKind::default_connection;
  experiment.explicit_connections =
      brownout.item.kind == ItemKind::event || brownout.item.kind == ItemKind::upstream_event;
  const bool is_asked_for =
      brownout.item.kind == ItemKind::command || brownout.item.kind == ItemKind::argument;
  if (is_asked_for) experiment.refused = brownout.item;
  return experiment;
}

}  // namespace

Brownouts::Brownouts(Loop& loop, Books& books, const Visitors& visitors, const Stages& stages,
                     Experiments& experiments)
    : loop_(loop), books_(books), visitors_(visitors), stages_(stages), experiments_(experiments) {
  for (const Brownout& each : books.opening().brownouts) planned_[each.id] = {each};
  next_.emplace(loop_, std::chrono::milliseconds(0), [this] { tick(); });
}

void Brownouts::plan(Brownout brownout,
                     std::function<void(const std::string& error, std::uint64_t id)> done) {
  const auto kept = std::make_shared<Brownout>(std::move(brownout));
  const auto error = std::make_shared<std::string>();
  books_.write(
      "a brownout",
      [kept, error, now = books_.now()](Ledger& ledger) {
        *error = plan_brownout(ledger.database(), *kept, now);
      },
      [weak = std::weak_ptr<Brownouts*>(self_), kept, error,
       done = std::move(done)](const std::string& refusal) {
        const auto self = weak.lock();
        if (!self) return;
        if (!refusal.empty()) *error = not_recorded(refusal);
        if (error->empty()) {
          (*self)->planned_[kept->id] = {*kept};
          (*self)->tick();
        }
        done(*error, kept->id);
      });
}

void Brownouts::cancel(std::uint64_t id, std::function<void(bool)> done) {
  const auto found = planned_.extract(id);
  if (found.empty()) return done(false);
  if (found.mapped().experiment != 0) {
    experiments_.end(found.mapped().experiment, Experiment::Outcome::aborted, "it was cancelled");
  }
  books_.write(
      "the end of a brownout",
      [id, now = books_.now()](Ledger& ledger) { cancel_brownout(ledger.database(), id, now); },
      [done = std::move(done)](const std::string& /*refusal*/) { done(true); });
}

std::vector<Brownout> Brownouts::planned() const {
  std::vector<Brownout> all;
  for (const auto& [id, each] : planned_) all.push_back(each.brownout);
  std::stable_sort(all.begin(), all.end(),
                   [](const Brownout& a, const Brownout& b) { return a.starts < b.starts; });
  return all;
}

// Does what is due, and comes again when the next thing is.
void Brownouts::tick() {
  const std::int64_t now = books_.now();
  std::int64_t wake = now + kLongestSleep;
  for (auto entry = planned_.begin(); entry != planned_.end();) {
    Planned& each = entry->second;
    if (each.brownout.ends <= now) {
      if (each.experiment != 0) end(each);
      entry = planned_.erase(entry);
      continue;
    }
    const bool is_due = each.brownout.starts <= now && each.experiment == 0;
    if (is_due && stages_.of(each.brownout.item, each.brownout.client) == Stage::brownout) {
      begin(each);
    }
    wake = std::min(wake, each.brownout.starts > now ? each.brownout.starts : each.brownout.ends);
    ++entry;
  }
  next_.emplace(loop_, std::chrono::seconds(std::max<std::int64_t>(wake - now, 1)),
                [this] { tick(); });
}

void Brownouts::begin(Planned& planned) {
  planned.experiment = experiments_.begin(experiment_of(planned.brownout),
                                          [](const auto& /*refusal*/, std::uint64_t /*id*/) {});
  books_.write("a brownout that begins",
               [id = planned.brownout.id, experiment = planned.experiment](Ledger& ledger) {
                 link_brownout(ledger.database(), id, experiment);
               });
}

// What was withheld from whom, and nobody complained.
void Brownouts::end(const Planned& planned) {
  const auto ended = experiments_.end(planned.experiment, Experiment::Outcome::quiet, {});
  if (!ended) return;
  std::vector<ExperimentEvidence> all;
  for (const auto& [build, muted] : ended->muted_by) {
    const std::int64_t seconds = planned.brownout.ends - planned.brownout.starts;
    all.push_back({build.first, build.second, planned.brownout.item, EvidenceKind::brownout_quiet,
                   std::to_string(muted) + " withheld in " + std::to_string(seconds) +
                       " s without visible harm",
                   static_cast<std::int64_t>(planned.experiment)});
  }
  books_.write("what a brownout has shown", [all, now = books_.now()](Ledger& ledger) {
    for (const ExperimentEvidence& each : all) {
      add_experiment_evidence(ledger.database(), each, now);
    }
  });
}

// Ends, of those under way that cover the session, the ones that `is_meant` picks.
void Brownouts::harm(const Session& session, const std::string& reason,
                     const std::function<bool(const Brownout&)>& is_meant) {
  const Visitor& visitor = visitors_.of(session);
  for (auto entry = planned_.begin(); entry != planned_.end();) {
    const auto [brownout, experiment] = entry->second;
    const bool is_hit = experiment != 0 &&
                        experiment_of(brownout).audience.covers(session, visitor) &&
                        is_meant(brownout);
    if (!is_hit) {
      ++entry;
      continue;
    }
    entry = planned_.erase(entry);
    experiments_.end(experiment, Experiment::Outcome::harm, visitor.client.name() + " " + reason);
    const ExperimentEvidence evidence{
        visitor.fingerprint,         visitor.version, brownout.item,
        EvidenceKind::brownout_harm, reason,          static_cast<std::int64_t>(experiment)};
    books_.write("what a brownout has harmed", [evidence, now = books_.now()](Ledger& ledger) {
      add_experiment_evidence(ledger.database(), evidence, now);
    });
  }
}

void Brownouts::asked_back(const Session& session, const ItemName& item) {
  harm(session, "asked for it back", [&](const Brownout& each) { return each.item == item; });
}

// A client can come under any number of names: where there are too many, the one that was away for
// longest gives way.
void Brownouts::note_visit(const std::string& fingerprint) {
  const std::int64_t now = books_.now();
  if (visits_.size() >= kMaxClients && !visits_.contains(fingerprint)) {
    visits_.erase(std::min_element(
        visits_.begin(), visits_.end(),
        [](const auto& a, const auto& b) { return a.second.back() < b.second.back(); }));
  }
  std::deque<std::int64_t>& visits = visits_[fingerprint];
  visits.push_back(now);
  while (visits.front() + kRemembered < now || visits.size() > kMostRemembered) visits.pop_front();
}

// More often since the window began than a client does that was cut off, and than it did before.
bool Brownouts::is_storm(const std::string& fingerprint, std::int64_t since) const {
  const std::int64_t now = books_.now();
  const std::deque<std::int64_t>& visits = visits_.at(fingerprint);
  const auto later_than = [&visits](std::int64_t when) {
    return static_cast<std::size_t>(std::count_if(
        visits.begin(), visits.end(), [when](std::int64_t each) { return each >= when; }));
  };
  const std::size_t recent = later_than(std::max(since, now - kMinute));
  const std::size_t before = visits.size() - later_than(since);
  return recent >= std::max(kStorm, 3 * before / (kRemembered / kMinute));
}

void Brownouts::negotiating(Session& session, bool /*signals*/, Proceed proceed) {
  if (session.machine().is_admin()) return proceed();
  const Visitor& visitor = visitors_.of(session);
  note_visit(visitor.fingerprint);
  harm(session, "keeps reconnecting",
       [&](const Brownout& each) { return is_storm(visitor.fingerprint, each.starts); });
  proceed();
}

}  // namespace signalbox
