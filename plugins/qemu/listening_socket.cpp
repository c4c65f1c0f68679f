// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/listening_socket.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace {

// The queue of the socket: a server may connect before the loss of the one before it is noticed.
constexpr int kBacklog = 1;

int new_socket() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error(std::generic_category().message(errno));
  return fd;
}

}  // namespace

ListeningSocket::ListeningSocket(std::string path) : path_(std::move(path)), fd_(new_socket()) {
  try {
    file_ = signalbox::bind_socket(fd_, path_, {.mode = 0600, .backlog = kBacklog});
  } catch (const std::runtime_error&) {
    ::close(fd_);
    throw;
  }
}

ListeningSocket::~ListeningSocket() {
  ::close(fd_);
  signalbox::remove_socket(path_, file_);
}
