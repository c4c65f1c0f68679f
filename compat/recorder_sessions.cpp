// SPDX-License-Identifier: Apache-2.0
//
// The part of Recorder that is about sessions: their begin, their connections, their end.
#include <algorithm>
#include <utility>

#include "compat/client_infos.hpp"
#include "compat/default_connections.hpp"
#include "compat/reading.hpp"
#include "compat/recorder.hpp"
#include "compat/visitors.hpp"
#include "host/connection.hpp"
#include "host/host.hpp"
#include "host/limits.hpp"
#include "host/machine.hpp"
#include "host/registry.hpp"
#include "host/session.hpp"
#include "host/tap.hpp"

namespace signalbox {
namespace {

ItemName item_of(const Connection& connection) {
  return {connection.is_default() ? ItemKind::default_connection : ItemKind::event,
          connection.event()};
}

// The reason that Session gives where a client closed its end.
constexpr std::string_view kClientClosed = "client closed";

bool is_legacy(const Connection& connection) {
  return connection.tap->accessor().is_legacy();
}

std::uint64_t delivered_to(const Visit& visit) {
  std::uint64_t delivered = 0;
  for (const TallySlot* const each : visit.accounts) delivered += each->account.delivered;
  return delivered;
}

// The legacy events that a session is connected to by default.
std::vector<std::string> defaults_of(const Session& session) {
  std::vector<std::string> events;
  for (const Connection* const each : session.connections()) {
    if (is_legacy(*each) && each->is_default()) events.push_back(each->event());
  }
  return events;
}

}  // namespace

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
  visit.kind = kind_of(visit.facts, defaults_of(session));
  std::optional<RestingVisit> like = like_.take(visit.kind);
  if (like) go_on(visit, std::move(like->visit));

  std::vector<SlotOwner> added;
  for (Connection* const each : session.connections()) {
    if (!is_legacy(*each)) continue;
    const UseMode mode = each->is_default() ? UseMode::by_default : UseMode::explicit_;
    each->account = &account_of(visit, item_of(*each), mode, added).account;
  }
  if (like && added.empty()) return proceed();
  if (!like) like_.wrote(visit.kind);
  const auto change = [facts = visit.facts, added, is_new = !like](Ledger& ledger) {
    if (is_new) ledger.add_session(facts);
    for (const SlotOwner& each : added) ledger.add_account(each, facts.negotiated);
  };
  commit(visit, "a session", change, std::move(proceed));
}

// With the rows, and the counts, of a visit that was like it.
void Recorder::go_on(Visit& visit, Visit with) {
  visit.facts.id = with.facts.id;
  visit.read = with.read;
  visit.accounts = std::move(with.accounts);
  renewals_[visit.facts.id] = {visit.facts.id, visit.facts.client.pid, visit.facts.negotiated,
                               visit.facts.interest};
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

// Connections that are made in negotiation mode are recorded when that ends: nothing is sent
// before.
void Recorder::connecting(Session& session, Connection& connection, Proceed proceed) {
  const auto found = visits_.find(session.id());
  if (found == visits_.end() || !found->second.is_recorded || !is_legacy(connection)) {
    return proceed();
  }
  const bool is_back =
      connection.is_default() && defaults_.opted_out(session).is_asked_back(connection.event());
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
  found->second.kind.clear();
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
  const std::uint64_t delivered = delivered_to(visit);
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

void Recorder::used(Session& session, const ItemName& item, bool is_refused, ReplyId reply) {
  const auto found = visits_.find(session.id());
  if (found == visits_.end() || !found->second.is_recorded) return;
  std::vector<SlotOwner> added;
  Account& account = account_of(found->second, item, UseMode::explicit_, added).account;
  ++account.due;
  ++(is_refused ? account.muted : account.delivered);
  if (added.empty()) return;
  found->second.kind.clear();
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

void Recorder::session_closed(Session& session, std::string_view reason) {
  auto node = visits_.extract(session.id());
  if (node.empty() || !node.mapped().is_recorded) return;
  RestingVisit over{std::move(node.mapped()), books_.now(), std::string(reason)};
  // Only who has read all can close without a reset.
  if (reason == kClientClosed) add_reads(session, over.visit, reads_);
  if (!may_rest(over.visit)) return write_end(std::move(over));
  std::optional<RestingVisit> oldest =
      like_.rest(std::move(over), std::chrono::steady_clock::now());
  if (oldest) write_end(std::move(*oldest));
}

// A session may rest for the next one that is like it if its client has read all that was
// delivered, or if the system does not tell what it has read.
bool Recorder::may_rest(const Visit& visit) const {
  const bool is_known = visit.facts.client.transport == Transport::unix_socket;
  return like_.may_rest(visit.kind) && (!is_known || visit.read == delivered_to(visit)) &&
         std::all_of(visit.accounts.begin(), visit.accounts.end(),
                     [](const TallySlot* each) { return each->owner.mode == UseMode::by_default; });
}

// Its slots stay taken until their last counts are on disk. What they were due from goes with them:
// the file never has more due at connections than at signals.
void Recorder::write_end(RestingVisit over) {
  Fold last;
  last.now = over.closed;
  last.reads = std::exchange(reads_, {});
  for (const TallySlot* const each : over.visit.accounts) {
    last.slots.push_back(books_.tally().give(*each));
    last.closed.push_back(each->owner.id);
    const TallySlot* const source = each->account.due > 0 ? machines_.slot_for(*each) : nullptr;
    if (source != nullptr) last.slots.push_back(books_.tally().give(*source));
  }
  const auto change = [last, id = over.visit.facts.id, why = over.reason](Ledger& ledger) {
    ledger.fold(last);
    ledger.close_session(id, why, last.now);
  };
  write(over.visit.account, "the end of a session", change,
        [this, slots = std::move(over.visit.accounts)] {
          for (TallySlot* const each : slots) books_.tally().give_back(*each);
        });
}

void Recorder::write_ends(std::vector<RestingVisit> over) {
  for (RestingVisit& each : over) write_end(std::move(each));
}

void Recorder::write_renewals() {
  if (renewals_.empty()) return;
  books_.write("sessions that go on", [all = std::exchange(renewals_, {})](Ledger& ledger) {
    for (const auto& [row, each] : all) ledger.renew_session(each);
  });
}

}  // namespace signalbox
