// SPDX-License-Identifier: Apache-2.0
#include "client/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "client/error.hpp"

namespace signalbox::client {
namespace {

void set_connect_timeout(int fd, int timeout_ms) {
  if (timeout_ms < 0) return;
  // A connect() to a Unix socket with a full backlog waits as long as a send() would; 0 would
  // mean for ever.
  const timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000 + 1};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
}

int connect_restarting(int fd, const sockaddr_un& address) {
  int result;
  do {
    result = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  } while (result < 0 && errno == EINTR);
  return result;
}

int fail(const char* path, int error, Error** errp) {
  error_set(errp, "GenericError", "Failed to connect to '%s': %s", path,
            std::generic_category().message(error).c_str());
  return -1;
}

}  // namespace

int connect_unix_socket(const char* path, int timeout_ms, Error** errp) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::size_t length = strlen(path);
  if (length >= sizeof address.sun_path) return fail(path, ENAMETOOLONG, errp);
  memcpy(address.sun_path, path, length);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return fail(path, errno, errp);
  set_connect_timeout(fd, timeout_ms);
  if (connect_restarting(fd, address) < 0) {
    const int error = errno == EAGAIN ? ETIMEDOUT : errno;
    close(fd);
    return fail(path, error, errp);
  }
  return fd;
}

}  // namespace signalbox::client
