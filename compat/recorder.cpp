// SPDX-License-Identifier: Apache-2.0
#include "compat/recorder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "compat/client_identity.hpp"
#include "compat/client_infos.hpp"
#include "compat/default_connections.hpp"
#include "compat/peer.hpp"
#include "host/connection.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/registry.hpp"
#include "host/session.hpp"
#include "host/switchboard.hpp"
#include "host/tap.hpp"

namespace signalbox {
namespace {

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Wraps a function so that it does nothing once the recorder has gone.
template <typename Function>
std::function<void()> while_alive(const std::shared_ptr<Recorder*>& self, Function function) {
  return [weak = std::weak_ptr<Recorder*>(self), function = std::move(function)] {
    if (weak.lock()) function();
  };
}

ClientIdentity identity_of(const Session& session, const Processes& processes) {
  ClientIdentity client = identify(peer_of(session.fd()), processes);
  if (!session.listener().client.empty()) {
    client.kind = ClientIdentity::Kind::named;
    client.named = session.listener().client;
    client.help.clear();
  }
  return client;
}

bool is_legacy(const Connection& connection) {
  return connection.tap->accessor().is_legacy();
}

}  // namespace

Recorder::Recorder(Loop& loop, const std::filesystem::path& file,
                   const DefaultConnections& defaults, const ClientInfos& infos,
                   const Processes& processes)
    : loop_(loop),
      defaults_(defaults),
      infos_(infos),
      processes_(processes),
      tally_(file),
      holds_(loop, [this] { is_degraded_ = true; }),
      watched_until_(std::chrono::steady_clock::now()) {
  auto ledger = std::make_unique<Ledger>(file, tally_, seconds_now());
  last_ = {ledger->last_machine(), ledger->last_session(), ledger->last_account(),
           ledger->last_emission_account()};
  known_machines_ = ledger->machines();
  writer_ = std::make_unique<LedgerWriter>(
      std::move(ledger),
      [&loop](std::function<void()> function) { loop.post(std::move(function)); },
      [weak = std::weak_ptr<Recorder*>(self_)](const std::string& reason) {
        if (const auto self = weak.lock()) (*self)->trouble(reason);
      });
  next_fold_.emplace(loop_, kFold, [this] { fold(); });
}

Recorder::~Recorder() {
  next_fold_.reset();
  Fold last{seconds_now(), tally_.changed(), {}, watches()};
  writer_->write([last](Ledger& ledger) {
    ledger.fold(last);
    ledger.end_run(last.now);
  });
}

// --- machines and what they offer
// ------------------------------------------------------------------

void Recorder::machine_started(Machine& machine) {
  if (machine.is_admin()) return;
  const auto [entry, is_new] = known_machines_.try_emplace(machine.name(), last_.machine + 1);
  machines_[&machine] = entry->second;
  if (!is_new) return;
  ++last_.machine;
  writer_->write([id = entry->second, name = machine.name(), now = seconds_now()](Ledger& ledger) {
    ledger.add_machine(id, name, now);
  });
}

void Recorder::machine_ended(Machine& machine) {
  holds_.forget(machine);
  machines_.erase(&machine);
}

void Recorder::accessor_added(Machine& machine, const OfferedAccessor& accessor) {
  const auto known = machines_.find(&machine);
  if (!accessor.is_legacy() || known == machines_.end()) return;
  machine.switchboard().keep(accessor.name);

  TallySlot*& slot = emission_slots_[{known->second, accessor.event}];
  if (slot == nullptr) {
    SlotOwner owner;
    owner.id = ++last_.emission_account;
    owner.machine = known->second;
    set_text(owner.event, accessor.event);
    slot = &tally_.take(SlotKind::emission, owner);
    writer_->write([owner, event = accessor.event, successor = accessor.successor,
                    now = seconds_now()](Ledger& ledger) {
      ledger.add_item(event, successor, now);
      ledger.add_emission_account(owner);
    });
  }
  emissions_[&accessor] = &slot->emissions;
}

void Recorder::accessor_removed(Machine& /*machine*/, const OfferedAccessor& accessor) {
  emissions_.erase(&accessor);
}

void Recorder::emitted(Machine& /*machine*/, const Tap& tap, const Frame& /*frame*/,
                       std::size_t defaults, std::size_t explicits) {
  const auto found = emissions_.find(&tap.accessor());
  if (found == emissions_.end()) return;
  EmissionCounts& counts = *found->second;
  ++counts.emissions;
  counts.due_default += defaults;
  counts.due_explicit += explicits;
}

// --- sessions
// --------------------------------------------------------------------------------------

void Recorder::session_opened(Session& session) {
  const auto known = machines_.find(&session.machine());
  if (known == machines_.end()) return;
  SessionFacts& facts = visits_[session.id()].facts;
  facts.id = ++last_.session;
  facts.machine = known->second;
  facts.client = identity_of(session, processes_);
  facts.run_label = session.listener().label;
  facts.opened = seconds_now();
}

void Recorder::negotiating(Session& session, bool /*signals*/, Proceed proceed) {
  const auto found = visits_.find(session.id());
  if (found == visits_.end()) return proceed();
  Visit& visit = found->second;
  ClientInfo info = infos_.of(session);
  visit.facts.client.declared_name = std::move(info.name);
  visit.facts.version = std::move(info.version);
  visit.facts.contact = std::move(info.contact);
  visit.facts.interest = std::move(info.interest).value_or(std::vector<std::string>{});
  visit.facts.negotiated = seconds_now();
  add_opt_out(session, visit.facts);
  visit.is_recorded = true;

  std::vector<SlotOwner> added;
  for (Connection* const each : session.connections()) {
    if (!is_legacy(*each)) continue;
    const UseMode mode = each->is_default() ? UseMode::by_default : UseMode::explicit_;
    each->account = &account_of(visit, *each, mode, added).account;
  }
  const auto change = [facts = visit.facts, added](Ledger& ledger) {
    ledger.add_session(facts);
    for (const SlotOwner& each : added) ledger.add_account(each, facts.negotiated);
  };
  commit(session.machine(), change, std::move(proceed));
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
  TallySlot& slot = account_of(found->second, connection,
                               is_explicit ? UseMode::explicit_ : UseMode::by_default, added);
  connection.account = &slot.account;
  const auto change = [added, is_back, id = found->second.facts.id, event = connection.event(),
                       now = seconds_now()](Ledger& ledger) {
    for (const SlotOwner& each : added) ledger.add_account(each, now);
    if (is_back) ledger.undo_opt_out(id, event, now);
  };
  if (added.empty() && !is_back) return proceed();
  commit(session.machine(), change, std::move(proceed));
}

// A session has one account for each use, however often it connects.
TallySlot& Recorder::account_of(Visit& visit, const Connection& connection, UseMode mode,
                                std::vector<SlotOwner>& added) {
  const ItemKind item = connection.is_default() ? ItemKind::default_connection : ItemKind::event;
  for (TallySlot* const each : visit.accounts) {
    if (each->owner.item == item && each->owner.mode == mode &&
        text_of(each->owner.event) == connection.event()) {
      return *each;
    }
  }
  const SlotOwner owner = owner_of(visit, connection, mode);
  added.push_back(owner);
  return *visit.accounts.emplace_back(&tally_.take(SlotKind::account, owner));
}

SlotOwner Recorder::owner_of(const Visit& visit, const Connection& connection, UseMode mode) {
  SlotOwner owner;
  owner.item = connection.is_default() ? ItemKind::default_connection : ItemKind::event;
  owner.mode = mode;
  owner.id = ++last_.account;
  owner.machine = visit.facts.machine;
  owner.session = visit.facts.id;
  const Sha256 fingerprint = visit.facts.client.fingerprint();
  std::copy(fingerprint.begin(), fingerprint.end(), owner.fingerprint);
  set_text(owner.version, visit.facts.version);
  set_text(owner.event, connection.event());
  return owner;
}

// Its slots stay taken until their last counts are on disk.
void Recorder::session_closed(Session& session, std::string_view reason) {
  auto node = visits_.extract(session.id());
  if (node.empty() || !node.mapped().is_recorded) return;
  Visit visit = std::move(node.mapped());
  Fold last;
  last.now = seconds_now();
  for (const TallySlot* const each : visit.accounts) {
    last.slots.push_back(*each);
    last.closed.push_back(each->owner.id);
  }
  const auto change = [last, id = visit.facts.id, why = std::string(reason)](Ledger& ledger) {
    ledger.fold(last);
    ledger.close_session(id, why, last.now);
  };
  writer_->write(change, while_alive(self_, [this, slots = std::move(visit.accounts)] {
                   for (TallySlot* const each : slots) tally_.give_back(*each);
                 }));
}

// --- the ledger
// ------------------------------------------------------------------------------------

void Recorder::commit(const Machine& machine, LedgerWriter::Change change, Proceed proceed) {
  const Holds::Id hold = holds_.hold(machine, std::move(proceed));
  writer_->write(std::move(change), while_alive(self_, [this, hold] { holds_.release(hold); }));
}

void Recorder::fold() {
  next_fold_.emplace(loop_, kFold, [this] { fold(); });
  if (!tally_.is_durable() && !std::exchange(said_not_durable_, true)) {
    log_warning("'" + tally_.path().string() + "' cannot grow: " + std::strerror(tally_.refusal()) +
                "; new counts are kept in memory alone");
  }
  const std::int64_t now = seconds_now();
  tally_.beat(now);
  if (folding_) return;
  folding_ = true;
  const Fold all{now, tally_.changed(), {}, watches()};
  writer_->write([all](Ledger& ledger) { ledger.fold(all); },
                 while_alive(self_, [this] { folding_ = false; }));
}

std::vector<Watch> Recorder::watches() {
  const auto now = std::chrono::steady_clock::now();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now - watched_until_);
  watched_until_ += seconds;
  is_degraded_ = is_degraded_ || in_trouble_ || !tally_.is_durable();
  std::vector<Watch> all;
  for (const auto& [machine, id] : machines_) {
    all.push_back({id, seconds.count(), is_degraded_ ? seconds.count() : 0});
  }
  is_degraded_ = false;
  return all;
}

void Recorder::trouble(const std::string& reason) {
  in_trouble_ = !reason.empty();
  is_degraded_ = is_degraded_ || in_trouble_;
  if (in_trouble_) {
    log_warning("the ledger cannot be written: " + reason + "; counting goes on in the tally");
  } else {
    log_info("the ledger can be written again");
  }
}

}  // namespace signalbox
