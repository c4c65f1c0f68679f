// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupts.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace signalbox::cli {

namespace {

sigset_t signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, each);
  return set;
}

int blocked(const sigset_t& set) {
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

Interrupts::Interrupts() : fd_(blocked(signals())) {}

// What came is dealt with: it does not come again.
Interrupts::~Interrupts() {
  signalfd_siginfo came;
  while (read(fd_, &came, sizeof came) > 0) {
  }
  const sigset_t set = signals();
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  close(fd_);
}

int interrupt_from(int fd, short events) {
  signalfd_siginfo came{};
  if (events == 0 || read(fd, &came, sizeof came) <= 0) return 0;
  return static_cast<int>(came.ssi_signo);
}

}  // namespace signalbox::cli
