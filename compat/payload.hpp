// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

class EventMap;
struct SuccessorRule;

// A member that is not the same on both sides. Values are JSON text; empty: it is not there.
struct PayloadDifference {
  std::string path;  // in the old event: "action", "server.host"
  std::string old_value;
  std::string new_value;

  bool operator==(const PayloadDifference&) const = default;
};

// The data of one event, as JSON text; empty: none.
struct Payload {
  std::string event;
  std::string data;
  std::string arguments = "{}";  // of the accessor that it came by
};

// Whether `fresh` says all that `old` says; `rule` may be null: the same event. Members that are
// declared volatile for the old event are left out. Throws std::invalid_argument if a text is no
// JSON object.
std::vector<PayloadDifference> differences(const Payload& old, const Payload& fresh,
                                           const SuccessorRule* rule, const EventMap& map);

// What a client has made of an event's data: members that are missing, other or its own invention.
std::vector<PayloadDifference> misreadings(const std::string& event, std::string_view sent,
                                           std::string_view handled, const EventMap& map);

// Whether arguments of an accessor of the successor fit an old event's data: no argument names a
// member with another value.
bool arguments_fit(std::string_view arguments, std::string_view old_data,
                   const SuccessorRule* rule);

}  // namespace signalbox
