// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/libqmp.h"

namespace signalbox::client {

// A stream socket connected to the Unix socket at `path`, or -1 with *errp set. Waits at most
// timeout_ms (negative: for ever) while the server's backlog is full.
int connect_unix_socket(const char* path, int timeout_ms, Error** errp);

}  // namespace signalbox::client
