// SPDX-License-Identifier: Apache-2.0
#include "compat/stages.hpp"

#include <algorithm>

#include "compat/books.hpp"
#include "compat/ledger.hpp"
#include "compat/utc.hpp"
#include "compat/visitors.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"

namespace signalbox {

Stages::Stages(Books& books, const Visitors& visitors, VerdictOf verdict_of)
    : books_(books),
      visitors_(visitors),
      verdict_of_(std::move(verdict_of)),
      demands_(books, "a demand", std::plus<>(),
               [](Ledger& ledger, const GatheredWrites<Demand>::Numbers& demands) {
                 for (const auto& [demand, times] : demands) {
                   const auto& [fingerprint, version, item, day] = demand;
                   add_demand(ledger.database(), fingerprint, version, item, times, day);
                 }
               }) {
  for (const StageRow& each : books.opening().stages) {
    if (each.client.empty()) items_[each.item] = each.stage;
    if (!each.client.empty()) exceptions_[{each.item, each.client}] = each.stage;
  }
}

Stage Stages::of(const ItemName& item, const std::string& fingerprint) const {
  const auto exception = exceptions_.find({item, fingerprint});
  if (exception != exceptions_.end()) return exception->second;
  const auto found = items_.find(item);
  return found == items_.end() ? Stage::active : found->second;
}

Stage Stages::of(const ItemName& item, const Session& session) const {
  if (items_.empty() && exceptions_.empty()) return Stage::active;
  const Visitor* const visitor = visitors_.find(session);
  return of(item, visitor == nullptr ? std::string() : visitor->fingerprint);
}

std::vector<StageRow> Stages::rows() const {
  std::vector<StageRow> rows;
  for (const auto& [item, stage] : items_) rows.push_back({item, {}, stage, {}});
  for (const auto& [key, stage] : exceptions_) rows.push_back({key.first, {}, stage, key.second});
  return rows;
}

bool Stages::has(ItemKind kind) const {
  const auto is_of_kind = [kind](const ItemName& item) { return item.kind == kind; };
  return std::any_of(items_.begin(), items_.end(),
                     [&](const auto& each) { return is_of_kind(each.first); }) ||
         std::any_of(exceptions_.begin(), exceptions_.end(),
                     [&](const auto& each) { return is_of_kind(each.first.first); });
}

// An exception of a client needs no verdict.
void Stages::change(StageChange change, LedgerReader::IsAwaited is_awaited,
                    std::function<void(const StageResult&)> done) {
  if (!change.client.empty()) return write(change, {}, std::move(done));
  const auto verdict = std::make_shared<std::string>();
  books_.ask(
      [verdict, change, verdict_of = verdict_of_, now = books_.now()](SQLite::Database& ledger) {
        *verdict = verdict_of(ledger, change.item, change.stage, now);
      },
      std::move(is_awaited),
      [weak = std::weak_ptr<Stages*>(self_), change, verdict,
       done = std::move(done)](const std::string& refusal) {
        const auto self = weak.lock();
        if (!self) return;
        if (refusal.empty()) return (*self)->write(change, *verdict, done);
        StageResult outcome;
        outcome.refusal = not_recorded(refusal);
        done(outcome);
      });
}

void Stages::write(const StageChange& change, const std::string& verdict,
                   std::function<void(const StageResult&)> done) {
  const auto outcome = std::make_shared<StageResult>();
  books_.write(
      "a stage",
      [change, verdict, outcome, now = books_.now()](Ledger& ledger) {
        *outcome = change_stage(
            ledger.database(), change, [&](auto&&...) { return verdict; }, now);
      },
      [weak = std::weak_ptr<Stages*>(self_), change, outcome,
       done = std::move(done)](const std::string& refusal) {
        const auto self = weak.lock();
        if (!self) return;
        if (!refusal.empty()) outcome->refusal = not_recorded(refusal);
        if (outcome->refusal.empty()) (*self)->apply(change);
        done(*outcome);
      });
}

void Stages::apply(const StageChange& change) {
  if (!change.client.empty() && change.ends_exception) {
    exceptions_.erase({change.item, change.client});
  } else if (!change.client.empty()) {
    exceptions_[{change.item, change.client}] = change.stage;
  } else if (change.stage == Stage::active) {
    items_.erase(change.item);
  } else {
    items_[change.item] = change.stage;
  }
  log_info(std::string(word(change.item.kind)) + " " + change.item.name + " is " +
           std::string(word(of(change.item, change.client))) +
           (change.client.empty() ? "" : " for client " + change.client.substr(0, 16)) + ", by " +
           change.person);
  machines_.for_each([&](Machine& each) { mark(each, change.item.name); });
  for (const Changed& tell : listeners_) tell(change.item);
}

void Stages::demanded(const Session& session, const ItemName& item) {
  const Visitor& visitor = visitors_.of(session);
  const std::int64_t now = books_.now();
  demands_.add({visitor.fingerprint, visitor.version, item, now - now % kSecondsPerDay}, 1);
}

void Stages::machine_started(Machine& machine) {
  machines_.started(machine);
  for (const auto& [item, stage] : items_) mark(machine, item.name);
}

// Introspection says `deprecated` of an event from announced on, whichever of its items is.
void Stages::mark(Machine& machine, const std::string& event) const {
  const bool is_deprecated =
      of({ItemKind::default_connection, event}, std::string()) > Stage::active ||
      of({ItemKind::event, event}, std::string()) > Stage::active;
  machine.introspection().set_deprecated(event, is_deprecated);
}

}  // namespace signalbox
