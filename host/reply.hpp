// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <string_view>

#include "signalbox/plugin.h"

namespace signalbox {

class Machine;
class PluginInstance;

// Names a session for as long as the host runs; 0: none.
using SessionId = std::uint64_t;

}  // namespace signalbox

// What a command owes whoever sent it: a session of a machine, or a plugin (execute()). Owned by
// its machine from the call until the answer has been handed on.
struct signalbox_reply {
  signalbox::Machine* machine = nullptr;
  signalbox::SessionId session = 0;
  const signalbox::PluginInstance* owner = nullptr;  // who is to answer; null: the host
  std::string command;
  std::string id;  // JSON text as it goes back; empty: the request had none
  bool oob = false;
  std::list<signalbox_reply>::iterator place;  // among the machine's unanswered

  // The answer: a return value, or an error.
  std::string value;
  std::string error_class;  // empty: success
  std::string error_description;
  std::string more;  // elements to put at the end of the value, a list; empty: none

  bool answered = false;

  // Answered on the loop thread, and then ahead of its place in the FIFO: see
  // Machine::let_overtake(). [loop]
  bool may_overtake = false;
  bool has_overtaken = false;

  // Observers that the answer waits for, and whether it has come and does. [loop]
  int holds = 0;
  bool waits = false;

  // See Machine::give_up(). [loop]
  std::chrono::steady_clock::time_point asked;
  bool has_limit = true;
  bool given_up = false;
  bool answers_itself = false;  // a command of the host's own: see Call

  // Instead of a session: gets the value, or an empty text and the error. [machine thread]
  std::function<void(std::string_view value, Error* error)> done;
};

namespace signalbox {

using Reply = signalbox_reply;

}  // namespace signalbox
