// SPDX-License-Identifier: Apache-2.0
#include "compat/watched_machines.hpp"

#include "compat/books.hpp"
#include "compat/ledger.hpp"
#include "compat/tally.hpp"
#include "host/registry.hpp"

namespace signalbox {

WatchedMachines::WatchedMachines(Books& books)
    : books_(books),
      known_(books.opening().machines),
      last_machine_(books.opening().last.machine),
      last_account_(books.opening().last.emission_account) {}

void WatchedMachines::started(const Machine& machine) {
  if (machine.is_admin()) return;
  machines_.started(machine);
  const auto [entry, is_new] = known_.try_emplace(machine.name(), last_machine_ + 1);
  serving_[machine.name()] = {entry->second, {}};
  if (!is_new) return;
  ++last_machine_;
  books_.write("a machine", [id = entry->second, name = machine.name(), now = books_.now()](
                                Ledger& ledger) { ledger.add_machine(id, name, now); });
}

void WatchedMachines::ended(const Machine& machine) {
  if (!machine.is_admin()) serving_.erase(machine.name());
}

std::uint64_t WatchedMachines::row_of(const Machine& machine) const {
  const auto found = machine.is_admin() ? serving_.end() : serving_.find(machine.name());
  return found == serving_.end() ? 0 : found->second.row;
}

std::vector<std::uint64_t> WatchedMachines::rows_up() const {
  std::vector<std::uint64_t> rows;
  if (serving_.empty()) return rows;  // the host may have gone
  machines_.for_each([&](const Machine& machine) {
    const std::uint64_t row = row_of(machine);
    if (row != 0 && !machine.is_suspended()) rows.push_back(row);
  });
  return rows;
}

void WatchedMachines::for_each_session(const std::function<void(Session&)>& visit) const {
  machines_.for_each([&visit](const Machine& machine) {
    for (const auto& [id, session] : machine.sessions()) visit(*session);
  });
}

void WatchedMachines::count(const Machine& machine, const OfferedAccessor& accessor) {
  const std::uint64_t row = row_of(machine);
  if (row == 0) return;
  SlotOwner owner;
  owner.machine = row;
  set_text(owner.event, accessor.event);
  TallySlot*& slot = slots_[{row, std::string(text_of(owner.event))}];
  if (slot == nullptr) {
    owner.id = ++last_account_;
    slot = &books_.tally().take(SlotKind::emission, owner);
    books_.write("an event", [owner](Ledger& ledger) { ledger.add_emission_account(owner); });
  }
  serving_.at(machine.name()).slots[accessor.event] = slot;
  books_.write("an event",
               [event = accessor.event, successor = accessor.successor,
                now = books_.now()](Ledger& ledger) { ledger.add_item(event, successor, now); });
}

void WatchedMachines::emitted(const Machine& machine, const OfferedAccessor& accessor,
                              std::size_t defaults, std::size_t explicits) {
  if (!accessor.is_legacy() || machine.is_admin()) return;
  const auto watched = serving_.find(machine.name());
  if (watched == serving_.end()) return;
  const auto found = watched->second.slots.find(accessor.event);
  if (found == watched->second.slots.end()) return;
  EmissionCounts& counts = found->second->emissions;
  ++counts.emissions;
  counts.due_default += defaults;
  counts.due_explicit += explicits;
}

const TallySlot* WatchedMachines::slot_for(const TallySlot& account) const {
  const auto found =
      slots_.find({account.owner.machine, std::string(text_of(account.owner.event))});
  return found == slots_.end() ? nullptr : found->second;
}

std::uint64_t WatchedMachines::emissions_of(const TallySlot& account) const {
  const TallySlot* const slot = slot_for(account);
  return slot == nullptr ? 0 : slot->emissions.emissions;
}

}  // namespace signalbox
