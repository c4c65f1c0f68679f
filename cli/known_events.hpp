// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "compat/event_map.hpp"

namespace signalbox::cli {

// The legacy events that a machine offers, by query-signals on one of its sockets; the successors
// that its schemas name come into the map. Throws ConnectionLost and CommandRefused.
std::set<std::string> add_known_events(const std::string& socket, EventMap& map);

}  // namespace signalbox::cli
