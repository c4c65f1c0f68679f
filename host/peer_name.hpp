// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

namespace signalbox {

// The process at the other end of a Unix socket when it connected (SO_PEERCRED); nothing for TCP.
std::optional<ucred> peer_credentials(int fd);

// Returns whether a socket is a Unix socket, and not of TCP.
bool is_unix_socket(int fd);

// "uid 1000", or for TCP the peer's address without its port; "nobody known" for a socket that has
// neither.
std::string peer_name(int fd);

}  // namespace signalbox
