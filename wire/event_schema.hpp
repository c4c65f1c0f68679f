// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// What a server's query-qmp-schema says about its events.
struct EventSchema {
  struct Event {
    std::string name;  // "BLOCK_IO_ERROR"
    bool deprecated;
  };

  std::vector<Event> events;

  // A JSON list of SchemaInfo: the events, and the types that their data is made of.
  std::string introspection;
};

// `commands` stay in the introspection too. Throws std::exception if the text is no list of
// SchemaInfo.
EventSchema read_event_schema(std::string_view schema,
                              const std::set<std::string, std::less<>>& commands = {});

// What an event of a server is called as an accessor: "BLOCK_IO_ERROR" -> "block-io-error-event".
std::string accessor_name(std::string_view event);

// Whether an event of QEMU's tells a client in which state the machine is now: who misses one is
// wrong about it until the next.
bool carries_state(std::string_view event);

}  // namespace signalbox
