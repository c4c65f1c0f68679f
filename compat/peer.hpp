// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace signalbox {

enum class Transport { unix_socket, tcp };

// The process at the other end of a socket, as the kernel recorded it at connect().
struct Peer {
  Transport transport = Transport::unix_socket;
  std::int64_t pid = 0;   // 0: in another pid namespace, or not known
  std::int64_t uid = -1;  // -1: not known

  // Whether `pid` is sure to be still the same process, because a pidfd says that it lives.
  // Null: no pidfd; then start times must do.
  std::function<bool()> is_alive;
};

// Asks SO_PEERPIDFD (Linux 6.5) and SO_PEERCRED of a connected socket.
Peer peer_of(int socket);

}  // namespace signalbox
