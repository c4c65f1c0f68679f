// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace signalbox::cli {

class HostConnection;

// Names of the commands that a server has, each once, ordered. Where query-commands lists those of
// a QEMU only (a listener in front of it, without `advertise`), those of Signalbox and each
// signal's -connect and -disconnect are added if the server answers query-signals. Throws
// CommandRefused where there is no query-commands, ConnectionLost, and std::exception for a list
// that is no list of names.
std::vector<std::string> command_names(HostConnection& host);

// The same for a suggestion: none where the server does not tell, or closes the connection.
std::vector<std::string> known_commands(HostConnection& host) noexcept;

// Names of the signals that query-signals lists, as it orders them. Throws as command_names().
std::vector<std::string> signal_names(HostConnection& host);

}  // namespace signalbox::cli
