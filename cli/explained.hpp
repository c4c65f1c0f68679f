// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/host_connection.hpp"

namespace signalbox::cli {

// The refusal of a command with the known word that may be meant: the nearest command, of the host
// or of `more`, where it does not know the command, the nearest argument where it does not know one
// of them. `words` are the command and its NAME=VALUE. The refusal is as it was where nothing is
// near, or the host does not tell what it knows.
CommandRefused explained(const CommandRefused& refused, HostConnection& host,
                         const std::vector<std::string>& words,
                         const std::vector<std::string>& more);

}  // namespace signalbox::cli
