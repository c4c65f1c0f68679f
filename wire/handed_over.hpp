// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>

namespace signalbox {

// Returns whether another process may have handed a descriptor over: it has come through exec(2),
// and so has no FD_CLOEXEC. Descriptors that this process opens or has adopted before have it. True
// of a number that is no descriptor.
inline bool may_be_handed_over(int fd) {
  const int flags = ::fcntl(fd, F_GETFD);
  return flags < 0 || (flags & FD_CLOEXEC) == 0;
}

}  // namespace signalbox
