// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace bench {

// A non-blocking stream socket that is connected to "unix:PATH" or "tcp:HOST:PORT", where HOST is
// an IPv4 address. Waits while the server's queue is full. Throws std::system_error.
int connect_to(const std::string& address);

// A non-blocking listening socket at "unix:PATH". Throws std::system_error.
int listen_at(const std::string& address);

// As many descriptors as this process may have.
void raise_descriptor_limit();

}  // namespace bench
