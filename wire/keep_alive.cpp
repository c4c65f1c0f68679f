// SPDX-License-Identifier: Apache-2.0
#include "wire/keep_alive.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

namespace signalbox {

namespace {

// Seconds without a packet, seconds between probes, and probes without an answer: 60 s in all.
constexpr int kIdle = 30;
constexpr int kInterval = 10;
constexpr int kProbes = 3;

}  // namespace

// TCP_USER_TIMEOUT is left alone: the system would end a connection for it whose other end is there
// and does not read for so long (tcp_probe_timer() of Linux), as a QEMU that hangs, or a management
// client that takes its time.
void keep_alive(int fd) {
  int domain = AF_UNSPEC;
  socklen_t size = sizeof domain;
  if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0) return;
  if (domain != AF_INET && domain != AF_INET6) return;
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  for (const auto& [option, value] :
       {std::pair(TCP_KEEPIDLE, kIdle), std::pair(TCP_KEEPINTVL, kInterval),
        std::pair(TCP_KEEPCNT, kProbes)}) {
    ::setsockopt(fd, IPPROTO_TCP, option, &value, sizeof value);
  }
}

bool is_unanswered(int fd, unsigned attempts) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return ::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
         info.tcpi_retransmits >= attempts;
}

}  // namespace signalbox
