// SPDX-License-Identifier: Apache-2.0
#include "host/listener.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include "host/limits.hpp"
#include "host/log.hpp"

namespace signalbox {

namespace {

// Clients taken in one turn, and for how long, so that a storm of them does not hold up those that
// are there.
constexpr int kAcceptBatch = 64;
constexpr std::chrono::milliseconds kAcceptTime{1};

// How long to leave a full host alone before trying again.
constexpr std::chrono::milliseconds kPause{100};

}  // namespace

Listener::Listener(Loop& loop, const ListenerConfig& config, std::function<void(int fd)> accepted)
    : loop_(loop),
      socket_(config),
      accepted_(std::move(accepted)),
      readiness_(
          loop, socket_.fd(), [this] { accept(); }, [] {}) {
  if (config.insecure && config.address.starts_with("tcp:")) {
    log_warning(socket_.address() + ": other computers can connect, and nothing is encrypted");
  }
  readiness_.want_read();
}

Listener::~Listener() {
  *alive_ = false;
}

void Listener::resume() {
  if (std::exchange(is_held_, false)) readiness_.want_read();
}

void Listener::guard(std::function<std::optional<Limit>()> refusal, Limits& limits) {
  refusal_ = std::move(refusal);
  limits_ = &limits;
}

bool Listener::is_full() {
  const std::optional<Limit> limit = refusal_ ? refusal_() : std::nullopt;
  if (!limit) return false;
  if (!std::exchange(said_so_, true)) {
    limits_->reached(*limit, "cannot accept clients on " + socket_.address());
  }
  return true;
}

void Listener::accept() {
  if (is_held_) return;
  const std::shared_ptr<const bool> alive = alive_;
  const Loop::Clock::time_point end = loop_.clock()() + kAcceptTime;
  for (int i = 0; i < kAcceptBatch && loop_.clock()() < end; ++i) {
    if (is_full()) return pause();
    const int fd = ::accept4(socket_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      said_so_ = false;
      accepted_(fd);
      if (!*alive || is_held_) return;
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      complain(errno);
      return pause();
    }
    break;
  }
  readiness_.want_read();
}

// Most likely there are no descriptors left.
void Listener::complain(int error) {
  if (std::exchange(said_so_, true)) return;
  log_error("cannot accept clients on " + socket_.address() + ": " +
            std::generic_category().message(error) +
            "; those who are connected are served, others wait (raise the limit on open files)");
}

// Clients wait in the socket's queue meanwhile.
void Listener::pause() {
  pause_.emplace(loop_, kPause, [this] { readiness_.want_read(); });
}

}  // namespace signalbox
