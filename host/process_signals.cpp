// SPDX-License-Identifier: Apache-2.0
#include "host/process_signals.hpp"

#include <signal.h>

#include <csignal>
#include <initializer_list>

namespace signalbox {

void settle_signals() {
  for (const int each : {SIGPIPE, SIGXFSZ, SIGTTOU, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF,
                         SIGIO, SIGPWR, SIGSTKFLT, SIGHUP}) {
    std::signal(each, SIG_IGN);
  }
  for (int each = SIGRTMIN; each <= SIGRTMAX; ++each) std::signal(each, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);  // a parent's mask is inherited
}

}  // namespace signalbox
