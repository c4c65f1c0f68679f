// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace signalbox::client {

struct Greeting {
  bool signals = false;  // among its capabilities
};

struct Reply {
  std::optional<int64_t> id;  // none: the server could not read the request
  std::string value;          // JSON text; empty where the command failed
  std::string error_class;
  std::string error_description;

  bool failed() const { return value.empty(); }
};

struct Event {
  std::string name;
  std::string data;  // JSON text; empty where the event has none
  std::string tag;   // empty where it belongs to no connection
  int64_t seconds = -1;
  int32_t microseconds = -1;
};

using Message = std::variant<Greeting, Reply, Event>;

// What one JSON object from a server means; nothing where it is no message of QMP. Members that
// QMP does not have are passed over.
std::optional<Message> message_of(std::string_view text);

}  // namespace signalbox::client
