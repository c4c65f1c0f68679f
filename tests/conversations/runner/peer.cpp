// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/peer.hpp"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "tests/conversations/runner/deadline.hpp"

namespace signalbox::conversation {

Peer::~Peer() {
  close(fd_);
}

void Peer::send(std::string_view bytes) {
  while (!bytes.empty() && !closed_) {
    const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      wait(POLLIN | POLLOUT);
      take_in();
    } else {
      closed_ = true;
    }
  }
}

// The kernel tells no sender when its bytes are read: it is asked again and again.
void Peer::await_read() {
  constexpr int pause = 1;  // millisecond
  const Deadline deadline;
  for (int unread = 0; !closed_; poll(nullptr, 0, pause)) {
    if (ioctl(fd_, SIOCOUTQ, &unread) != 0) throw std::runtime_error(std::strerror(errno));
    if (unread == 0) return;
    if (deadline.passed()) throw std::runtime_error("the server reads nothing");
    take_in();
  }
}

std::optional<std::string> Peer::receive() {
  std::size_t searched = taken_;
  std::size_t end;
  while ((end = input_.find('\n', searched)) == std::string::npos) {
    searched = input_.size();
    if (closed_ && taken_ == input_.size()) return std::nullopt;
    if (closed_) throw std::runtime_error("the connection ended inside: " + input_.substr(taken_));
    wait(POLLIN);
    take_in();
  }
  std::string line = input_.substr(taken_, end - taken_);
  taken_ = end + 1;
  if (!line.ends_with('\r')) throw std::runtime_error("a line without CR: " + line);
  line.pop_back();
  return line;
}

void Peer::wait(short events) {
  pollfd ready{fd_, events, 0};
  if (poll(&ready, 1, Deadline().milliseconds_left()) == 0) {
    throw std::runtime_error((events & POLLOUT) != 0 ? "the server reads nothing"
                                                     : "nothing has arrived");
  }
}

void Peer::take_in() {
  char bytes[65536];
  for (;;) {
    const ssize_t count = recv(fd_, bytes, sizeof bytes, 0);
    if (count > 0) {
      input_.append(bytes, static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN) {
      return;
    } else if (count == 0 || errno != EINTR) {
      closed_ = true;
      return;
    }
  }
}

}  // namespace signalbox::conversation
