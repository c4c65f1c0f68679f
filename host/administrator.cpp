// SPDX-License-Identifier: Apache-2.0
#include "host/administrator.hpp"

#include <unistd.h>

#include <optional>
#include <string>

#include "host/listen_address.hpp"
#include "host/listen_socket.hpp"
#include "host/peer_name.hpp"
#include "host/user_namespace.hpp"

namespace signalbox {

bool may_administer(int fd) {
  const std::optional<ucred> peer = peer_credentials(fd);
  if (!peer || is_unmapped(peer->uid)) return false;
  return peer->uid == 0 || peer->uid == ::geteuid();
}

void check_admin_address(std::string_view address) {
  const std::optional<ListenAddress> parsed = parse_listen_address(address);
  if (!parsed || parsed->kind == ListenAddress::Kind::unix_path) return;
  if (parsed->kind == ListenAddress::Kind::descriptor && is_unix_socket(parsed->descriptor)) return;
  throw ListenError("cannot listen on " + std::string(address) +
                    ": a host is administered over Unix sockets only");
}

}  // namespace signalbox
