// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string_view>

#include "compat/stage.hpp"

namespace signalbox {

// The commands, arguments and events that a QMP server's introspection (what query-qmp-schema
// returns) marks as deprecated. An argument is named "command.argument". Throws
// std::invalid_argument if the text is no such list.
std::set<ItemName> deprecated_items(std::string_view introspection);

}  // namespace signalbox
