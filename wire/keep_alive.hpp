// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// Lets the system find out that the computer at the other end of an idle TCP connection has gone:
// the connection fails a minute later. What a listening socket accepts has it as well. Does nothing
// to a socket of another kind.
void keep_alive(int fd);

// Returns whether a packet was sent to the other end of a TCP connection so many times more, at
// least once, and never acknowledged. False of a socket of another kind. Keepalive does not look at
// such a connection, and the system tries for a quarter of an hour (tcp(7), tcp_retries2).
bool is_unanswered(int fd, unsigned attempts);

}  // namespace signalbox
