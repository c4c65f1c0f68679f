// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/connector.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "wire/handed_over.hpp"
#include "wire/keep_alive.hpp"

namespace {

// One address of a name may take so long until the next is tried. A lost SYN is sent again after
// 1 and 3 s (tcp(7), tcp_syn_retries).
constexpr std::uint64_t kConnectMs = 5000;

// Connections taken from a queue in one go.
constexpr int kAcceptBatch = 16;

bool has_hung_up(int fd) {
  pollfd state{fd, 0, 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

std::string text_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace

Connector::Connector(const signalbox_host& host, UpstreamAddress address, Owner& owner)
    : host_(host), address_(std::move(address)), owner_(owner) {}

Connector::~Connector() {
  stop();
}

void Connector::start() {
  switch (address_.kind) {
    case UpstreamAddress::Kind::descriptor: return adopt();
    case UpstreamAddress::Kind::accept_unix: return listen();
    case UpstreamAddress::Kind::unix_path:
    case UpstreamAddress::Kind::tcp: break;
  }
  names_ = names_of(address_);
  next_ = 0;
  if (!names_.empty()) return try_next();
  host_.look_up(host_.self, address_.host.c_str(), address_.port.c_str(), found, this);
}

void Connector::found(const addrinfo* addresses, int error, void* opaque) {
  Connector& connector = *static_cast<Connector*>(opaque);
  connector.names_ = names_in(addresses);
  if (!connector.names_.empty()) return connector.try_next();
  connector.fail(connector.address_.host + ": " + ::gai_strerror(error));
}

void Connector::again() {
  if (address_.kind == UpstreamAddress::Kind::descriptor) {
    has_ended_ = true;
    return;
  }
  const bool lasted = Clock::now() - connected_at_ >= kLasting;
  const std::uint64_t pause = lasted ? kFirstPauseMs : flapping_ms_;
  flapping_ms_ = std::min(pause * 2, kLongestFlappingMs);
  arm(pause, pause_over);
}

void Connector::adopt() {
  if (!signalbox::may_be_handed_over(address_.descriptor)) {
    has_ended_ = true;
    return owner_.unreachable(
        "the descriptor was not handed over to this host, or is used already");
  }
  const int flags = ::fcntl(address_.descriptor, F_GETFL);
  if (flags < 0 || ::fcntl(address_.descriptor, F_SETFL, flags | O_NONBLOCK) != 0) {
    has_ended_ = true;
    return owner_.unreachable("the descriptor cannot be used: " + text_of(errno));
  }
  ::fcntl(address_.descriptor, F_SETFD, FD_CLOEXEC);
  signalbox::keep_alive(address_.descriptor);
  hand_over(address_.descriptor);
}

void Connector::listen() {
  try {
    if (!listener_) listener_.emplace(address_.path);
  } catch (const std::runtime_error& error) {
    return fail(error.what());
  }
  watch_ = host_.watch(host_.self, listener_->fd(), readable, writable, this);
}

// A connection that was closed while it waited in the socket's queue was none: no pause follows it.
// Else one that is alive behind it would wait longer, and might be given up meanwhile, too.
void Connector::accept() {
  for (int i = 0; i < kAcceptBatch; ++i) {
    const int fd = ::accept4(listener_->fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (fd < 0) return errno == EAGAIN ? void() : refrain(errno);
    if (has_hung_up(fd)) {
      ::close(fd);
      continue;
    }
    stop();
    return hand_over(fd);
  }
}

// Most likely there are no descriptors left. The server waits in the socket's queue, which is not
// looked at until the pause is over.
void Connector::refrain(int error) {
  stop();
  fail("a connection cannot be accepted: " + text_of(error));
}

void Connector::try_next() {
  int error = 0;
  while (next_ < names_.size()) {
    bool connecting = false;
    fd_ = connect_to(names_[next_++], connecting);
    if (fd_ < 0) {
      error = errno;
      continue;
    }
    if (!connecting) return hand_over(std::exchange(fd_, -1));
    watch_ = host_.watch(host_.self, fd_, readable, writable, this);
    host_.want_write(host_.self, watch_);
    return arm(kConnectMs, too_long);
  }
  fail(text_of(error));
}

void Connector::finish_connect() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  const int fd = std::exchange(fd_, -1);
  stop();
  if (error == 0) return hand_over(fd);
  ::close(fd);
  if (next_ < names_.size()) return try_next();
  fail(text_of(error));
}

void Connector::too_long(void* opaque) {
  Connector& connector = *static_cast<Connector*>(opaque);
  connector.timer_ = nullptr;
  connector.stop();
  if (connector.next_ < connector.names_.size()) return connector.try_next();
  connector.fail(text_of(ETIMEDOUT));
}

void Connector::hand_over(int fd) {
  connected_at_ = Clock::now();
  owner_.connected(fd);
}

void Connector::fail(const std::string& why) {
  arm(absence_ms_, pause_over);
  absence_ms_ = std::min(absence_ms_ * 2, kLongestAbsenceMs);
  owner_.unreachable(why);
}

void Connector::pause_over(void* opaque) {
  Connector& connector = *static_cast<Connector*>(opaque);
  connector.timer_ = nullptr;
  connector.start();
}

void Connector::readable(void* opaque) {
  Connector& connector = *static_cast<Connector*>(opaque);
  if (connector.fd_ < 0) connector.accept();
}

void Connector::writable(void* opaque) {
  static_cast<Connector*>(opaque)->finish_connect();
}

void Connector::arm(std::uint64_t milliseconds, void (*function)(void* opaque)) {
  timer_ = host_.arm_prompt_timer(host_.self, milliseconds, function, this);
}

// Ends the attempt; a listening socket stays, and clients of it wait in its queue.
void Connector::stop() {
  if (watch_ != nullptr) host_.unwatch(host_.self, std::exchange(watch_, nullptr));
  if (timer_ != nullptr) host_.disarm_timer(host_.self, std::exchange(timer_, nullptr));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}
