// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox {

// The administrators of a host: processes of root and of the host's own user, over Unix sockets.

// Returns whether the process at the other end of a connected socket does: its uid when it
// connected is 0 in the host's own user namespace, or the host's. A uid that this namespace cannot
// name does not.
bool may_administer(int fd);

// Throws ListenError for an address at which nobody could: of TCP, or a descriptor that is no Unix
// socket.
void check_admin_address(std::string_view address);

}  // namespace signalbox
