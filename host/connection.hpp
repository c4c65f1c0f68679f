// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "host/account.hpp"

namespace signalbox {

class Session;
class Tap;
class Where;

// One session's hold on a signal. Owned by its Session; its Tap points at it until the signal
// ends. [loop]
struct Connection {
  Session* session = nullptr;
  std::shared_ptr<Tap> tap;            // never null; names accessor, arguments and event
  std::string tag;                     // empty: a default connection
  std::string tail;                    // what follows the shared part of each frame, with CR LF
  std::unique_ptr<const Where> where;  // null: everything
  std::string narrowed_by;             // arguments that `where` stands for; empty: the tap's own
  std::uint64_t sent = 0;              // events put into the session's outbox
  std::size_t place = 0;               // where its tap keeps it

  // Events are sent to it: false until the reply that it starts behind has been put out.
  bool active = false;

  // The signal ended before the connection became active; the client hears of it then.
  std::string ended;

  // Set by observers, see Observer. Null: nobody counts. Must stay valid until session_closed().
  Account* account = nullptr;
  ConditionAccount* condition = nullptr;  // of those with a `where`
  std::uint64_t since = 0;                // its part of condition->since
  std::uint64_t matched = 0;              // events that fulfilled `where`

  // As DeliveryPolicy has it; what was withheld so far.
  bool muted = false;
  std::uint64_t withheld = 0;

  Connection();
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_default() const { return tag.empty(); }

  const std::string& accessor() const;   // "block-device-event"
  const std::string& arguments() const;  // canonical JSON object: keys sorted, no spaces
  const std::string& event() const;      // wire name: "BLOCK_DEVICE_EVENT"
};

}  // namespace signalbox
