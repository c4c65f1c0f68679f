// SPDX-License-Identifier: Apache-2.0
#include "compat/reading.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <system_error>

#include "host/session.hpp"

namespace signalbox {

Reading reading_of(const Session& session) {
  Reading reading;
  const int fd = session.fd();
  int domain = 0;
  socklen_t length = sizeof domain;
  reading.is_known =
      ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX;
  if (!reading.is_known) return reading;
  int waits = -1;
  if (::ioctl(fd, SIOCOUTQ, &waits) != 0 || waits != 0 || session.backlog() != 0) return reading;
  // A peer that closes without having read all leaves ECONNRESET; asking takes it off.
  int error = -1;
  length = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return reading;
  if (error != 0) reading.error = std::generic_category().message(error);
  reading.is_all = error == 0;
  return reading;
}

}  // namespace signalbox
