// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

class Session;

// Returns whether a command only asks, by its name; ours may have a prefix (protocol.md).
bool is_query(std::string_view command);

// The commands that a session may use in command mode, but for those of the server that its machine
// stands in front of.
std::vector<std::string> command_names(const Session& session);

// What we add to a list that such a server returns, `command` being query-commands or
// query-qmp-schema: JSON texts with commas between them. Empty: nothing, or another command.
std::string additions(const Session& session, const std::string& command);

}  // namespace signalbox
