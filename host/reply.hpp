// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "signalbox/error.h"

namespace signalbox {

// Names a session for as long as the host runs; 0: none.
using SessionId = std::uint64_t;

// Names what a command owes for as long as the host runs. Who answers later keeps this and nothing
// else: the answer may have been given up meanwhile, or its machine may have ended.
using ReplyId = std::uint64_t;

// Names one instance of a plugin for as long as the host runs; 0: the host itself.
using InstanceId = std::uint64_t;

// A return value, or an error.
struct Answer {
  std::string value;
  std::string error_class;  // empty: success
  std::string error_description;
  std::string by;  // the plugin that gave it; empty: the host
};

// What a command owes whoever sent it: a session of a machine, or a plugin (execute()). Owned by
// its machine from the call until the answer has been handed on. [loop]
struct Reply {
  ReplyId number = 0;
  SessionId session = 0;
  InstanceId owner = 0;  // the plugin that was called and is to answer
  std::string command;
  std::string id;  // JSON text as it goes back; empty: the request had none
  bool oob = false;
  std::size_t bytes = 0;        // of the request; its session counts them until the answer
  std::size_t descriptors = 0;  // that came with the request; the same

  bool is_answered = false;
  Answer answer;
  std::string more;  // elements to put at the end of the value, a list; empty: none

  // Answered on the loop thread, and then ahead of its place in the FIFO: see
  // Machine::let_overtake().
  bool may_overtake = false;

  // Observers that the answer waits for, and whether it has come and does.
  int holds = 0;
  bool waits = false;

  // See Machine::give_up().
  std::chrono::steady_clock::time_point asked;
  bool has_limit = true;

  // Instead of a session: gets the value, or an empty text and the error.
  std::function<void(std::string_view value, Error* error)> done;
};

}  // namespace signalbox
