// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compat/gathered_writes.hpp"
#include "compat/host_machines.hpp"
#include "compat/ledger_reader.hpp"
#include "compat/stage_rows.hpp"
#include "host/observer.hpp"

namespace signalbox {

class Books;
class Visitors;

// How far each item is on its way to removal, for all clients and for those with an exception.
// [loop]
class Stages final : public Observer {
 public:
  // `books` holds the rows that it begins with; both outlive it.
  Stages(Books& books, const Visitors& visitors, VerdictOf verdict_of);

  // What a client is held to; with an empty fingerprint: all but those with an exception.
  Stage of(const ItemName& item, const std::string& fingerprint) const;
  Stage of(const ItemName& item, const Session& session) const;

  // All that are not active, exceptions included.
  std::vector<StageRow> rows() const;

  // Items of a kind whose own stage, or an exception from it, is not active.
  bool has(ItemKind kind) const;

  // Writes it down; then it holds, and `done` gets the outcome. A refusal changes nothing. The
  // verdict is asked for before, and the change is dropped if nobody awaits its outcome when its
  // turn has come.
  void change(StageChange change, LedgerReader::IsAwaited is_awaited,
              std::function<void(const StageResult& outcome)> done);

  // Counts that a client asks for what is hidden or removed.
  void demanded(const Session& session, const ItemName& item);

  // Told of each item whose stage has changed for somebody.
  using Changed = std::function<void(const ItemName& item)>;
  void when_changed(Changed changed) { listeners_.push_back(std::move(changed)); }

  void machine_started(Machine& machine) override;

 private:
  // The demand of a client on a day: fingerprint, version, item, seconds at the day's begin.
  using Demand = std::tuple<std::string, std::string, ItemName, std::int64_t>;

  void write(const StageChange& change, const std::string& verdict,
             std::function<void(const StageResult& outcome)> done);
  void apply(const StageChange& change);
  void mark(Machine& machine, const std::string& event) const;

  Books& books_;
  const Visitors& visitors_;
  const VerdictOf verdict_of_;
  std::map<ItemName, Stage> items_;                               // not active
  std::map<std::pair<ItemName, std::string>, Stage> exceptions_;  // by fingerprint
  HostMachines machines_;
  std::vector<Changed> listeners_;
  GatheredWrites<Demand> demands_;

  // Callbacks that come later hold it weakly.
  const std::shared_ptr<Stages*> self_ = std::make_shared<Stages*>(this);
};

}  // namespace signalbox
