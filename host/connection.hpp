// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "host/account.hpp"

namespace signalbox {

class Session;
class Tap;
class Where;

// One session's hold on a signal. Owned by its Session; a Tap points at it. [loop]
struct Connection {
  Session* session = nullptr;
  Tap* tap = nullptr;      // null once the signal has ended
  std::string accessor;    // "block-device-event"
  std::string arguments;   // canonical JSON object: keys sorted, no spaces
  std::string event;       // wire name: "BLOCK_DEVICE_EVENT"
  std::string tag;         // empty: a default connection
  std::string tail;        // what follows the shared part of each frame, with CR LF
  std::shared_ptr<const Where> where;  // null: everything
  std::uint64_t sent = 0;              // events put into the session's outbox

  // Events are sent to it: false until the reply that it starts behind has been written out.
  bool active = false;

  // Set by observers, see Observer. Null: nobody counts. Must outlive the connection.
  Account* account = nullptr;
  bool muted = false;

  bool is_default() const { return tag.empty(); }
};

}  // namespace signalbox
