// SPDX-License-Identifier: Apache-2.0
#include "cli/known_events.hpp"

#include <cctype>

#include <boost/json.hpp>

#include "cli/host_connection.hpp"

namespace signalbox::cli {

namespace json = boost::json;

namespace {

// A type's wire name: "BlockDeviceEvent" is BLOCK_DEVICE_EVENT.
std::string wire_name(std::string_view type) {
  std::string name;
  for (const char each : type) {
    if (std::isupper(static_cast<unsigned char>(each)) != 0 && !name.empty()) name += '_';
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
  }
  return name;
}

}  // namespace

std::set<std::string> add_known_events(const std::string& socket, EventMap& map) {
  HostConnection host(socket);
  host.negotiate(false);
  std::set<std::string> events;
  const json::value signals = host.call("query-signals");
  for (const json::value& each : signals.as_array()) {
    const json::object& signal = each.as_object();
    const std::string event(signal.at("event").as_string());
    if (signal.at("legacy").as_bool()) events.insert(event);
    const json::value* const successor = signal.if_contains("successor");
    if (successor != nullptr) map.add_successor(event, wire_name(successor->as_string().c_str()));
  }
  return events;
}

}  // namespace signalbox::cli
