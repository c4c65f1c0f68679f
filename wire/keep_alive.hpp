// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// Lets the system find out that the computer at the other end of an idle TCP connection has gone:
// the connection fails a minute later. What a listening socket accepts has it as well. Does nothing
// to a socket of another kind.
void keep_alive(int fd);

}  // namespace signalbox
