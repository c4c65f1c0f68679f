// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/reply.hpp"

namespace signalbox {

class Host;
class Machine;
class Session;

// The context of a call of a command of the host's own: its signalbox_self(). It lives as long as
// the call: who answers later makes a LaterReply of it. [loop]
struct Call {
  Host& host;
  Machine& machine;
  Session& session;
  ReplyId reply;  // answered by generated code when the command returns, unless:

  // The command answers later, or has done so itself; what it returns is ignored.
  bool answers_itself = false;
};

// The call that is running. Only inside a command of the host's own.
Call& this_call();

// The machine whose accessor is being connected to. Only inside an accessor of the host's own.
Machine& this_machine();

}  // namespace signalbox
