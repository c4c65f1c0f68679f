// SPDX-License-Identifier: Apache-2.0
#include "compat/recorder.hpp"

#include <algorithm>
#include <utility>

#include "compat/client_infos.hpp"
#include "compat/default_connections.hpp"
#include "compat/gap_rows.hpp"
#include "compat/reading.hpp"
#include "compat/visitors.hpp"
#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/limits.hpp"
#include "host/log.hpp"
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

ItemName item_of(const Connection& connection) {
  return {connection.is_default() ? ItemKind::default_connection : ItemKind::event,
          connection.event()};
}

// What Session says of a client that closed its end.
constexpr std::string_view kClientClosed = "client closed";

bool is_legacy(const Connection& connection) {
  return connection.tap->accessor().is_legacy();
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
  Fold last{books_.now(), changed(), {}, watches(), {}};
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

// --- sessions
// --------------------------------------------------------------------------------------

void Recorder::session_opened(Session& session) {
  const std::uint64_t machine = machines_.row_of(session.machine());
  if (machine == 0) return;
  Visit& visit = visits_[session.id()];
  visit.account = session.account().id;
  SessionFacts& facts = visit.facts;
  facts.id = ++last_.session;
  facts.machine = machine;
  facts.run_label = session.listener().label;
  facts.is_observer = session.listener().role == Role::observer;
  facts.opened = books_.now();
}

// A client that comes and goes faster than the disk takes it has to wait, and one that leaves
// before has not negotiated: nothing was sent to it.
void Recorder::negotiating(Session& session, bool /*signals*/, Proceed proceed) {
  const auto found = visits_.find(session.id());
  if (found == visits_.end()) return proceed();
  const Visit& visit = found->second;
  const std::uint64_t changes = backlog_.count(visit.account) + 1;
  Limits& limits = session.machine().host().limits();
  const bool has_room = limits.refusal(Limit::ledger_changes, changes, session.log_name()).empty();
  if (has_room) return record(session, found->second, std::move(proceed));
  const auto go_on = [this, host = session.machine().host().weak(), id = session.id(),
                      proceed = std::move(proceed)] {
    const auto there = host.lock();
    Session* const waiting = there == nullptr ? nullptr : (*there)->session(id);
    const auto entry = visits_.find(id);
    if (waiting == nullptr || entry == visits_.end()) return proceed();
    record(*waiting, entry->second, proceed);
  };
  const Holds::Id hold = holds_.hold(go_on, kLongestWait);
  backlog_.wait(visit.account, [this, hold] { holds_.release(hold); });
}

void Recorder::record(Session& session, Visit& visit, Proceed proceed) {
  ClientInfo info = infos_.of(session);
  visit.facts.client = visitors_.of(session).client;
  visit.facts.version = std::move(info.version);
  visit.facts.contact = std::move(info.contact);
  visit.facts.interest = std::move(info.interest);
  visit.facts.negotiated = books_.now();
  add_opt_out(session, visit.facts);
  visit.is_recorded = true;

  std::vector<SlotOwner> added;
  for (Connection* const each : session.connections()) {
    if (!is_legacy(*each)) continue;
    const UseMode mode = each->is_default() ? UseMode::by_default : UseMode::explicit_;
    each->account = &account_of(visit, item_of(*each), mode, added).account;
  }
  const auto change = [facts = visit.facts, added](Ledger& ledger) {
    ledger.add_session(facts);
    for (const SlotOwner& each : added) ledger.add_account(each, facts.negotiated);
  };
  commit(visit, "a session", change, std::move(proceed));
}

void Recorder::add_opt_out(const Session& session, SessionFacts& facts) const {
  const OptOut& out = defaults_.opted_out(session);
  facts.opted_out_of_all = out.all;
  for (const auto& [name, accessor] : session.machine().registry().accessors()) {
    if (accessor->is_legacy() && out.covers(accessor->event)) {
      facts.opted_out.push_back(accessor->event);
    }
  }
}

// What is connected in negotiation mode is recorded when that ends: nothing is sent before.
void Recorder::connecting(Session& session, Connection& connection, Proceed proceed) {
  const auto found = visits_.find(session.id());
  if (found == visits_.end() || !found->second.is_recorded || !is_legacy(connection)) {
    return proceed();
  }
  const bool is_back = connection.is_default() &&
                       defaults_.opted_out(session).asked_back.contains(connection.event());
  const bool is_explicit = !connection.is_default() || is_back;
  std::vector<SlotOwner> added;
  TallySlot& slot = account_of(found->second, item_of(connection),
                               is_explicit ? UseMode::explicit_ : UseMode::by_default, added);
  connection.account = &slot.account;
  const auto change = [added, is_back, id = found->second.facts.id, event = connection.event(),
                       now = books_.now()](Ledger& ledger) {
    for (const SlotOwner& each : added) ledger.add_account(each, now);
    if (is_back) ledger.undo_opt_out(id, event, now);
  };
  if (added.empty() && !is_back) return proceed();
  commit(found->second, "a connection", change, std::move(proceed));
}

// A session has one account for each use, however often it connects.
TallySlot& Recorder::account_of(Visit& visit, const ItemName& item, UseMode mode,
                                std::vector<SlotOwner>& added) {
  for (TallySlot* const each : visit.accounts) {
    if (each->owner.item == item.kind && each->owner.mode == mode &&
        text_of(each->owner.event) == item.name.substr(0, sizeof each->owner.event - 1)) {
      return *each;
    }
  }
  const SlotOwner owner = owner_of(visit, item, mode);
  added.push_back(owner);
  return *visit.accounts.emplace_back(&books_.tally().take(SlotKind::account, owner));
}

SlotOwner Recorder::owner_of(const Visit& visit, const ItemName& item, UseMode mode) {
  SlotOwner owner;
  owner.item = item.kind;
  owner.mode = mode;
  owner.id = ++last_.account;
  owner.machine = visit.facts.machine;
  owner.session = visit.facts.id;
  const Sha256 fingerprint = visit.facts.client.fingerprint();
  std::copy(fingerprint.begin(), fingerprint.end(), owner.fingerprint);
  set_text(owner.version, visit.facts.version);
  set_text(owner.event, item.name);
  return owner;
}

// Of what was delivered, what was surely read by now.
void Recorder::add_reads(Session& session, Visit& visit, std::vector<ReadCount>& reads) const {
  std::uint64_t delivered = 0;
  for (const TallySlot* const each : visit.accounts) delivered += each->account.delivered;
  if (delivered == visit.read) return;
  const Reading reading = reading_of(session);
  if (!reading.error.empty()) session.fail(reading.error);
  if (!reading.is_all) return;
  visit.read = delivered;
  for (const TallySlot* const each : visit.accounts) {
    const bool is_sent = each->owner.item <= ItemKind::event;
    if (is_sent) reads.push_back({each->owner.id, each->account.delivered});
  }
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

void Recorder::used(Session& session, const ItemName& item, bool is_refused, ReplyId reply) {
  const auto found = visits_.find(session.id());
  if (found == visits_.end() || !found->second.is_recorded) return;
  std::vector<SlotOwner> added;
  Account& account = account_of(found->second, item, UseMode::explicit_, added).account;
  ++account.due;
  ++(is_refused ? account.muted : account.delivered);
  if (added.empty()) return;
  const auto change = [added, item, now = books_.now()](Ledger& ledger) {
    ledger.add_item(item, now);
    for (const SlotOwner& each : added) ledger.add_account(each, now);
  };
  const Visit& visit = found->second;
  if (!session.machine().owes(reply)) return write(visit.account, "a deprecated use", change);
  session.machine().held_by_observers(reply, [&](Observer& observer, Proceed proceed) {
    if (&observer != this) return proceed();
    commit(visit, "a deprecated use", change, std::move(proceed));
  });
}

void Recorder::started(Session& session, Connection& connection) {
  const auto found = visits_.find(session.id());
  if (connection.where == nullptr || connection.account == nullptr || found == visits_.end()) {
    return;
  }
  for (TallySlot* const each : found->second.accounts) {
    if (&each->account != connection.account) continue;
    connection.condition = &each->condition;
    connection.since = machines_.emissions_of(*each);
    ++each->condition.connections;
    each->condition.since += connection.since;
    books_.tally().note(*each);
  }
}

void Recorder::disconnected(Session& session, Connection& connection) {
  const auto found = visits_.find(session.id());
  if (connection.condition == nullptr || found == visits_.end()) return;
  for (TallySlot* const each : found->second.accounts) {
    if (&each->condition != connection.condition) continue;
    const ConditionAccount its{1, connection.since, connection.matched};
    const std::uint64_t due = due_at(its, machines_.emissions_of(*each));
    each->account.due += due;
    each->account.filtered += due - connection.matched;
    --each->condition.connections;
    each->condition.since -= connection.since;
    each->condition.matched -= connection.matched;
    books_.tally().note(*each);
  }
  connection.condition = nullptr;
}

// Its slots stay taken until their last counts are on disk. What they were due from goes with them:
// the file never has more due at connections than at signals.
void Recorder::session_closed(Session& session, std::string_view reason) {
  auto node = visits_.extract(session.id());
  if (node.empty() || !node.mapped().is_recorded) return;
  Visit visit = std::move(node.mapped());
  Fold last;
  last.now = books_.now();
  for (const TallySlot* const each : visit.accounts) {
    last.slots.push_back(books_.tally().give(*each));
    last.closed.push_back(each->owner.id);
    const TallySlot* const source = each->account.due > 0 ? machines_.slot_for(*each) : nullptr;
    if (source != nullptr) last.slots.push_back(books_.tally().give(*source));
  }
  // Only who has read all can close without a reset.
  if (reason == kClientClosed) add_reads(session, visit, last.reads);
  const auto change = [last, id = visit.facts.id, why = std::string(reason)](Ledger& ledger) {
    ledger.fold(last);
    ledger.close_session(id, why, last.now);
  };
  write(visit.account, "the end of a session", change, [this, slots = std::move(visit.accounts)] {
    for (TallySlot* const each : slots) books_.tally().give_back(*each);
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
  if (folding_) return;
  folding_ = true;
  Fold all{now, changed(), {}, watches(), {}};
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
