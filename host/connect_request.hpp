// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "host/where.hpp"

namespace signalbox {

class Introspection;

// What NAME-disconnect was asked: the tag, and the accessor's arguments, canonical.
struct DisconnectRequest {
  std::string tag;
  std::string arguments;
  std::string error;  // in QEMU's words, if not empty; the rest is void then
};
DisconnectRequest read_disconnect(std::string_view arguments);

// A condition on an event's data, checked against what its schema says of it. `text` is a JSON
// object, {"device": "disk0", "info.slot": [1, 2]}.
struct WhereRequest {
  std::unique_ptr<const Where> where;  // null: no condition
  std::string error;                   // as above
};
WhereRequest read_where(std::string_view text, std::string_view event,
                        const Introspection& introspection);

// The same of the arguments of an accessor that takes members of its event's data, {"device":
// "disk0"}, and of a condition besides: both must hold.
WhereRequest read_where(std::string_view arguments, std::string_view where, std::string_view event,
                        const Introspection& introspection);

}  // namespace signalbox
