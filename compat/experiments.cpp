// SPDX-License-Identifier: Apache-2.0
#include "compat/experiments.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compat/books.hpp"
#include "compat/experiment_rows.hpp"
#include "compat/ledger.hpp"
#include "compat/visitors.hpp"
#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"

namespace signalbox {
namespace {

// For the log: "mute 7 of STOP".
std::string title_of(const Experiment& experiment) {
  std::string title(word(experiment.kind));
  title += " " + std::to_string(experiment.id);
  return experiment.event.empty() ? title : title + " of " + experiment.event;
}

}  // namespace

Experiments::Experiments(Books& books, const Visitors& visitors)
    : books_(books), visitors_(visitors), last_(books.opening().last.experiment) {}

Experiments::~Experiments() {
  host_ = nullptr;  // its sessions are gone
  while (!experiments_.empty()) {
    end(experiments_.begin()->first, Experiment::Outcome::aborted, "the host stopped");
  }
}

std::uint64_t Experiments::begin(Experiment experiment, Begun begun) {
  experiment.id = ++last_;
  experiment.started = books_.now();
  books_.write(
      "an experiment",
      [experiment](Ledger& ledger) { add_experiment(ledger.database(), experiment); },
      [weak = std::weak_ptr<Experiments*>(self_), id = last_,
       begun = std::move(begun)](const std::string& refusal) {
        const auto self = weak.lock();
        if (!self) return;
        (*self)->recorded(id, refusal);
        begun(refusal.empty() ? std::string() : not_recorded(refusal), id);
      });
  experiments_.emplace(last_, std::move(experiment));
  return last_;
}

// An experiment that is not in the ledger does not begin.
void Experiments::recorded(std::uint64_t id, const std::string& refusal) {
  const auto found = experiments_.find(id);
  if (found == experiments_.end()) return;
  if (!refusal.empty()) {
    experiments_.erase(found);
    return;
  }
  found->second.is_running = true;
  log_info(title_of(found->second) + " begins");
  apply();
}

std::optional<Experiment> Experiments::end(std::uint64_t id, Experiment::Outcome outcome,
                                           const std::string& reason) {
  const auto found = experiments_.find(id);
  if (found == experiments_.end()) return std::nullopt;
  found->second.is_running = false;
  apply();
  const Experiment ended = std::move(found->second);
  experiments_.erase(found);
  log_info(title_of(ended) + " ends: " + std::string(word(outcome)) + ", " +
           std::to_string(ended.muted) + " events were withheld" +
           (reason.empty() ? "" : "; " + reason));
  books_.write("the end of an experiment",
               [ended, outcome, reason, now = books_.now()](Ledger& ledger) {
                 end_experiment(ledger.database(), ended, outcome, reason, now);
               });
  return ended;
}

std::map<std::uint64_t, Experiment> Experiments::under_way() const {
  std::map<std::uint64_t, Experiment> all = experiments_;
  if (withheld_.empty()) return all;
  std::unordered_map<std::string, const Machine*> machines;
  for (const auto& each : host_->machines()) machines.emplace(each->name(), each.get());
  for (const auto& [name, withheld] : withheld_) {
    const auto machine = machines.find(name.machine);
    Session* const session =
        machine == machines.end() ? nullptr : machine->second->session(name.session);
    if (session == nullptr) continue;
    const Connection* const connection =
        name.tag.empty() ? session->default_of(name.accessor) : session->tagged(name.tag);
    if (connection == nullptr) continue;
    all.at(withheld.experiment).muted += connection->withheld - withheld.before;
  }
  return all;
}

Experiments::Name Experiments::name_of(const Connection& connection) {
  const Session& session = *connection.session;
  return {session.machine().name(), session.id(), connection.accessor(), connection.tag};
}

bool Experiments::withholds(const Session& session, const Connection& connection) {
  const auto by = std::find_if(experiments_.begin(), experiments_.end(), [&](const auto& each) {
    return each.second.withholds(session, visitors_.of(session), connection);
  });
  if (by == experiments_.end() && withheld_.empty()) return false;
  const auto before = withheld_.find(name_of(connection));
  const bool goes_on = before != withheld_.end() && by != experiments_.end() &&
                       before->second.experiment == by->first;
  if (goes_on) return true;
  forget(connection);
  if (by == experiments_.end()) return false;
  withheld_[name_of(connection)] = {by->first, connection.withheld};
  return true;
}

std::uint64_t Experiments::refusing(const Session& session, const ItemName& item) const {
  for (const auto& [id, each] : experiments_) {
    if (!each.is_running || each.refused != item) continue;
    if (each.audience.covers(session, visitors_.of(session))) return id;
  }
  return 0;
}

bool Experiments::refuses(const Session& session, const ItemName& item) {
  const std::uint64_t id = refusing(session, item);
  if (id == 0) return false;
  const Visitor& visitor = visitors_.of(session);
  ++experiments_.at(id).muted;
  ++experiments_.at(id).muted_by[{visitor.fingerprint, visitor.version}];
  return true;
}

// Its part of what was withheld is kept.
void Experiments::forget(const Connection& connection) {
  const auto entry = withheld_.extract(name_of(connection));
  if (entry.empty()) return;
  const std::uint64_t muted = connection.withheld - entry.mapped().before;
  if (muted == 0) return;
  Experiment& experiment = experiments_.at(entry.mapped().experiment);
  const Visitor& visitor = visitors_.of(*connection.session);
  experiment.muted += muted;
  experiment.muted_by[{visitor.fingerprint, visitor.version}] += muted;
}

// An experiment has begun or ended.
void Experiments::apply() {
  if (host_ == nullptr) return;
  host_->ask_policy();
  for (const auto& machine : host_->machines()) {
    for (const auto& [id, session] : machine->sessions()) apply_delay(*session);
  }
}

std::size_t Experiments::most_sessions(const Audience& audience) const {
  std::size_t most = 0;
  if (host_ == nullptr) return most;
  for (const auto& machine : host_->machines()) {
    if (machine->is_admin()) continue;
    const auto& sessions = machine->sessions();
    most =
        std::max(most, static_cast<std::size_t>(
                           std::count_if(sessions.begin(), sessions.end(), [&](const auto& entry) {
                             const Visitor* const visitor = visitors_.find(*entry.second);
                             return visitor != nullptr && audience.covers(*entry.second, *visitor);
                           })));
  }
  return most;
}

bool Experiments::may_delay(const Session& session) {
  if (session.is_delayed()) return true;
  Machine& machine = session.machine();
  Limits& limits = machine.host().limits();
  const std::size_t more = machine.delayed_sessions() + 1;
  return limits.refusal(Limit::delayed_sessions, more, session.log_name()).empty();
}

void Experiments::apply_delay(Session& session) {
  const Visitor* const visitor = visitors_.find(session);
  if (visitor == nullptr || session.machine().is_admin()) return;
  std::chrono::milliseconds delay{0};
  for (const auto& [id, each] : experiments_) {
    if (each.is_running && each.audience.covers(session, *visitor))
      delay = std::max(delay, each.delay);
  }
  if (delay.count() > 0 && !may_delay(session)) return;
  session.set_delay(delay);
}

void Experiments::machine_started(Machine& machine) {
  host_ = &machine.host();
}

void Experiments::negotiating(Session& session, bool /*signals*/, Proceed proceed) {
  apply_delay(session);
  proceed();
}

void Experiments::disconnected(Session& /*session*/, Connection& connection) {
  forget(connection);
}

void Experiments::session_closed(Session& session, std::string_view /*reason*/) {
  std::vector<std::uint64_t> ending;
  for (const auto& [id, each] : experiments_) {
    if (each.begun_by == session.id()) ending.push_back(id);
  }
  for (const std::uint64_t id : ending) {
    end(id, Experiment::Outcome::aborted, "the client that began it has gone");
  }
}

}  // namespace signalbox
