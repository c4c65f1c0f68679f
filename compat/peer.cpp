// SPDX-License-Identifier: Apache-2.0
#include "compat/peer.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <memory>

#include "compat/file_descriptor.hpp"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77  // include/uapi/asm-generic/socket.h; newer than Debian 12's headers
#endif

namespace signalbox {
namespace {

bool is_unix(int socket) {
  int domain = 0;
  socklen_t size = sizeof domain;
  return getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

// A pidfd is readable from when its process has ended.
bool is_running(int pidfd) {
  pollfd ended{pidfd, POLLIN, 0};
  return poll(&ended, 1, 0) == 0;
}

}  // namespace

Peer peer_of(int socket) {
  Peer peer;
  if (!is_unix(socket)) {
    peer.transport = Transport::tcp;
    return peer;
  }
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return peer;
  peer.pid = credentials.pid;
  peer.uid = credentials.uid;

  int pidfd = -1;
  size = sizeof pidfd;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size) == 0) {
    peer.is_alive = [held = std::make_shared<FileDescriptor>(pidfd)] {
      return is_running(held->number());
    };
  }
  return peer;
}

}  // namespace signalbox
