// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "wire/message_reader.hpp"
#include "wire/request.hpp"

namespace signalbox {

// All that a session is, as plain values: what another process needs to go on with it on the same
// descriptor (architecture.md, Staying up).
struct SessionRecord {
  struct Tag {
    std::string tag;
    std::string accessor;
    std::string arguments;  // canonical JSON object
    std::string where;      // JSON object; empty: everything
  };

  bool is_negotiated = false;
  bool oob_enabled = false;
  std::vector<std::string> defaults;   // accessors whose default connection is on
  std::vector<Tag> tags;               // explicit connections
  std::vector<std::string> in_flight;  // ids of unanswered commands, as JSON text; empty: no id
  std::vector<std::variant<Request, RequestError>> queued;  // taken in, not begun
  MessageReader::Unread unread;  // input that is no message yet, or behind a full queue
  std::string unsent;            // output that the socket has not taken
};

}  // namespace signalbox
