// SPDX-License-Identifier: Apache-2.0
#include "host/end_with_parent.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace signalbox {

// A parent that has ended before the call has closed its end of the pipe.
void end_with_parent(int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd state = {output, 0, 0};
  if (poll(&state, 1, 0) > 0 && (state.revents & POLLERR) != 0) _exit(1);
}

}  // namespace signalbox
