// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "compat/host_machines.hpp"
#include "compat/qmp_events.h"
#include "compat/stage.hpp"
#include "host/loop.hpp"
#include "host/observer.hpp"

namespace signalbox {

class Books;
class Stages;
class Visitors;

// Tells who uses an item that is warned of, or further: its clients, by compat-notice-event where
// they connect to it, and the log, once a day for each client and item. [loop]
class Notices final : public Observer {
 public:
  // All outlive it; it follows `stages`.
  Notices(Loop& loop, const Books& books, const Visitors& visitors, Stages& stages);

  // What a client connects to; its events are not emitted, but sent to one session at a time.
  CompatNoticeEvent& event(const Machine& machine);

  void machine_started(Machine& machine) override;
  void machine_ended(Machine& machine) override;
  void started(Session& session, Connection& connection) override;

 private:
  // What a connection is a use of; nullopt: of nothing that is to be removed.
  static std::optional<ItemName> item_of(const Connection& connection);

  void changed(const ItemName& item);
  void tell_again();
  void warn(Session& session, const Connection& connection);
  void notify(Session& session, const Connection& connection) const;

  Loop& loop_;
  const Books& books_;
  const Visitors& visitors_;
  const Stages& stages_;
  std::map<std::string, CompatNoticeEvent> events_;  // by the machine's name
  HostMachines machines_;
  std::map<std::pair<std::string, ItemName>, std::int64_t> warned_;  // the last day, by fingerprint
  std::optional<Timer> again_;
};

}  // namespace signalbox
