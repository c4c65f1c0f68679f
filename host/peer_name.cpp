// SPDX-License-Identifier: Apache-2.0
#include "host/peer_name.hpp"

#include <netdb.h>

namespace signalbox {

std::optional<ucred> peer_credentials(int fd) {
  ucred peer{};
  socklen_t length = sizeof peer;
  const bool is_known = ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0;
  // A TCP socket gives pid 0.
  return is_known && peer.pid > 0 ? std::optional(peer) : std::nullopt;
}

bool is_unix_socket(int fd) {
  int domain = 0;
  socklen_t length = sizeof domain;
  return ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX;
}

std::string peer_name(int fd) {
  if (const std::optional<ucred> peer = peer_credentials(fd)) {
    return "uid " + std::to_string(peer->uid);
  }
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  char host[NI_MAXHOST] = "";
  const bool is_known =
      ::getpeername(fd, name, &size) == 0 &&
      ::getnameinfo(name, size, host, sizeof host, nullptr, 0, NI_NUMERICHOST) == 0;
  return is_known ? host : "nobody known";
}

}  // namespace signalbox
