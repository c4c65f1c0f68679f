// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compat/host_machines.hpp"
#include "host/observer.hpp"
#include "host/reply.hpp"

namespace signalbox {

class Stages;

// What a session does without, by wire name.
struct OptOut {
  bool all = false;
  std::set<std::string, std::less<>> events;      // where not all
  std::set<std::string, std::less<>> asked_back;  // connect-default-signals
  bool all_back = false;                          // the same without a list: also what comes later
  bool is_final = false;  // qmp_capabilities has succeeded, though its answer may be held

  bool covers(std::string_view event) const;
  bool is_asked_back(std::string_view event) const;
};

// Connects every client that has not opted out to each legacy event, when it ends negotiation and
// when a plugin with one is loaded later. [loop]
class DefaultConnections final : public Observer {
 public:
  using Events = std::vector<std::string>;

  // What is hidden or removed is connected to nobody who does not ask for it, from now on; both
  // follow changes. `stages` outlives it.
  void follow(Stages& stages);

  // Notes what a session does not want; without a list: all of them. Returns the first event that
  // has no default connection, after which nothing has changed; empty: done. [negotiation mode]
  std::string opt_out(const Session& session, const std::optional<Events>& events);

  // Asks for events back; without a list: all of them. Returns the same; what was removed has no
  // default connection any more. What is connected by it
  // starts behind the reply that is being made, which waits until observers know it. [command mode]
  std::string ask_back(Session& session, const std::optional<Events>& events, ReplyId reply);

  // What a session does without; it must not have closed.
  const OptOut& opted_out(const Session& session) const;

  void machine_started(Machine& machine) override;
  void accessor_added(Machine& machine, const OfferedAccessor& accessor) override;
  void session_opened(Session& session) override;
  void negotiating(Session& session, bool signals, Proceed proceed) override;
  void session_closed(Session& session, std::string_view reason) override;

 private:
  bool is_hidden(const Session& session, const std::string& event) const;
  bool is_removed(const Session& session, const std::string& event) const;
  bool lacks(const Session& session, const std::string& event) const;
  bool has_agreed(const Session& session) const;
  void connect(Session& session, const OfferedAccessor& accessor) const;
  void changed(const std::string& event);
  void update(Session& session, const OfferedAccessor& accessor);

  std::unordered_map<SessionId, OptOut> opted_out_;
  Stages* stages_ = nullptr;  // null: nothing is hidden
  HostMachines machines_;
};

}  // namespace signalbox
