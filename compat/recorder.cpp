// SPDX-License-Identifier: Apache-2.0
#include "compat/recorder.hpp"

#include <utility>

#include "compat/gap_rows.hpp"
#include "host/machine.hpp"
#include "host/registry.hpp"
#include "host/session.hpp"
#include "host/switchboard.hpp"
#include "host/tap.hpp"

namespace signalbox {
namespace {

// Wraps a function so that it does nothing once the recorder has gone.
template <typename Function>
LedgerWriter::Done while_alive(const std::shared_ptr<Recorder*>& self, Function function) {
  return
      [weak = std::weak_ptr<Recorder*>(self), function = std::move(function)](const auto& refusal) {
        if (weak.lock()) function(refusal);
      };
}

}  // namespace

Recorder::Recorder(Loop& loop, Books& books, const DefaultConnections& defaults,
                   const ClientInfos& infos, const Visitors& visitors, std::uint64_t most_changes)
    : loop_(loop),
      books_(books),
      defaults_(defaults),
      infos_(infos),
      visitors_(visitors),
      last_(books.opening().last),
      machines_(books),
      holds_(loop, [this] { is_degraded_ = true; }),
      backlog_(most_changes),
      watched_until_(std::chrono::steady_clock::now()) {
  next_fold_.emplace(loop_, kFold, [this] { fold(); });
}

Recorder::~Recorder() {
  next_fold_.reset();
  write_renewals();
  write_ends(like_.take_before(LikeSessions::Time::max()));
  Fold last{books_.now(), changed(), {}, watches(), std::move(reads_)};
  books_.write("the end of the run", [last](Ledger& ledger) {
    ledger.fold(last);
    ledger.end_run(last.now);
  });
}

// --- machines and what they offer
// ------------------------------------------------------------------

void Recorder::machine_started(Machine& machine) {
  machines_.started(machine);
}

void Recorder::machine_ended(Machine& machine) {
  machines_.ended(machine);
}

void Recorder::accessor_added(Machine& machine, const OfferedAccessor& accessor) {
  if (!accessor.is_legacy() || machines_.row_of(machine) == 0) return;
  machine.switchboard().keep(accessor.name);
  machines_.count(machine, accessor);
}

void Recorder::emitted(Machine& machine, const Tap& tap, const Frame& /*frame*/,
                       std::size_t defaults, std::size_t explicits) {
  machines_.emitted(machine, tap.accessor(), defaults, explicits);
}

void Recorder::upstream_found(Machine& machine) {
  const std::uint64_t row = machines_.row_of(machine);
  if (row == 0) return;
  books_.write("the end of a gap", [row, now = books_.now()](Ledger& ledger) {
    close_gap(ledger.database(), row, now);
  });
}

void Recorder::upstream_lost(Machine& machine) {
  const std::uint64_t row = machines_.row_of(machine);
  if (row == 0) return;
  books_.write("a gap", [row, now = books_.now()](Ledger& ledger) {
    open_gap(ledger.database(), row, now);
  });
}

// --- the ledger
// ------------------------------------------------------------------------------------

void Recorder::commit(const Visit& visit, const char* what, LedgerWriter::Change change,
                      Proceed proceed) {
  const Holds::Id hold = holds_.hold(std::move(proceed));
  write(visit.account, what, std::move(change), [this, hold] { holds_.release(hold); });
}

// `done` is called when the change is on disk, or never will be.
void Recorder::write(AccountBacklog::Account account, const char* what, LedgerWriter::Change change,
                     std::function<void()> done) {
  backlog_.add(account);
  books_.write(what, std::move(change),
               while_alive(self_, [this, account, done = std::move(done)](const auto&) {
                 if (done) done();
                 backlog_.remove(account);
               }));
}

std::vector<TallySlot> Recorder::changed() {
  std::vector<TallySlot> slots = books_.tally().changed();
  for (TallySlot& each : slots) {
    if (each.kind == SlotKind::account && each.condition.connections > 0) {
      settle(each, machines_.emissions_of(each));
    }
  }
  return slots;
}

void Recorder::fold() {
  next_fold_.emplace(loop_, kFold, [this] { fold(); });
  const std::int64_t now = books_.now();
  books_.look();
  books_.tally().beat(now);
  write_renewals();
  write_ends(like_.take_before(std::chrono::steady_clock::now() - LikeSessions::kRest));
  if (folding_) return;
  folding_ = true;
  Fold all{now, changed(), {}, watches(), std::exchange(reads_, {})};
  machines_.for_each_session([&](Session& session) {
    const auto found = visits_.find(session.id());
    if (found == visits_.end() || !found->second.is_recorded) return;
    add_reads(session, found->second, all.reads);
  });
  const auto change = [all, clients = clients_](Ledger& ledger) {
    ledger.fold(all);
    *clients = ledger.client_count();
  };
  books_.write_counts(change, while_alive(self_, [this, now](const std::string& refusal) {
                        folding_ = false;
                        if (!refusal.empty()) return books_.tally().give_all_again();
                        ++folds_;
                        last_fold_ = now;
                      }));
}

std::vector<Watch> Recorder::watches() {
  const auto now = std::chrono::steady_clock::now();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now - watched_until_);
  watched_until_ += seconds;
  is_degraded_ = is_degraded_ || books_.had_trouble() || !books_.tally().is_durable();
  std::vector<Watch> all;
  for (const std::uint64_t row : machines_.rows_up()) {
    all.push_back({row, seconds.count(), is_degraded_ ? seconds.count() : 0});
    watched_seconds_ += static_cast<std::uint64_t>(all.back().watched);
    degraded_seconds_ += static_cast<std::uint64_t>(all.back().degraded);
  }
  is_degraded_ = false;
  return all;
}

}  // namespace signalbox
