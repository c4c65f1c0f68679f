// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "host/reply.hpp"

namespace signalbox {

class Machine;
class Session;
class Tap;
struct Connection;
struct Frame;
struct OfferedAccessor;
struct Request;

// Lets a held reply leave. Called once, on the loop thread, at once or later; harmless when the
// session has gone meanwhile.
using Proceed = std::function<void()>;

// Is told what happens to machines and sessions. The host does not know who listens. [loop]
class Observer {
 public:
  virtual ~Observer() = default;

  virtual void machine_started(Machine&) {}
  virtual void machine_ended(Machine&) {}

  // The server that the machine stands in front of is there; is lost.
  virtual void upstream_found(Machine&) {}
  virtual void upstream_lost(Machine&) {}

  // An accessor can be connected to from now on; until just now.
  virtual void accessor_added(Machine&, const OfferedAccessor&) {}
  virtual void accessor_removed(Machine&, const OfferedAccessor&) {}

  // The greeting has been queued.
  virtual void session_opened(Session&) {}

  // qmp_capabilities has succeeded; its reply, and with it the start of all connections, waits
  // for `proceed`. Default connections are made here (Switchboard::connect_default), unless
  // `signals`: the client enabled that capability and wants none.
  virtual void negotiating(Session&, bool signals, Proceed proceed) { (void)signals, proceed(); }

  // A command has come, and is executed or refused next. The answer may be held, see
  // Machine::held_by_observers().
  virtual void requested(Session&, const Request&, ReplyId) {}

  // Returns whether it has no room for more commands that change something. Such commands wait
  // then, see Host::wait_for_observers().
  virtual bool is_behind() const { return false; }

  // Its answer goes into the session's outbox. One whose session has gone is not told of.
  virtual void answered(Session&, const Reply&) {}

  // An explicit connection was made; the reply with its tag waits for `proceed`.
  virtual void connecting(Session&, Connection&, Proceed proceed) { proceed(); }

  // Events go to the connection from now on.
  virtual void started(Session&, Connection&) {}

  // The connection ends: disconnected by its client, its signal gone, or its session closed. Its
  // account may still get adds, for what waits in the session's outbox, until session_closed().
  virtual void disconnected(Session&, Connection&) {}

  // Before the session is destroyed. `reason`: "client closed", "backlog", "memory", "shutdown", or
  // the system's text. Connections were announced as disconnected before.
  virtual void session_closed(Session&, std::string_view reason) { (void)reason; }

  // One emission was fanned out to a tap: to so many active default and explicit connections
  // (filtered and muted ones included).
  virtual void emitted(Machine&, const Tap&, const Frame&, std::size_t defaults,
                       std::size_t explicits) {
    (void)defaults, (void)explicits;
  }
};

}  // namespace signalbox
