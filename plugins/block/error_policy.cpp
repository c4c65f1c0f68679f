// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/error_policy.hpp"

#include <cassert>
#include <cerrno>

BlockDeviceAction action_for(BlockErrorPolicy policy, int error) {
  switch (policy) {
    case BEP_REPORT: return BDA_REPORT;
    case BEP_IGNORE: return BDA_NONE;
    case BEP_STOP: return BDA_STOP;
    case BEP_ENOSPC: return error == ENOSPC ? BDA_STOP : BDA_REPORT;
  }
  assert(false);
  return BDA_REPORT;
}

BlockDeviceActionReason reason_of(int error) {
  switch (error) {
    case ENOSPC: return BDAR_NOSPC;
    case EIO: return BDAR_IO;
    default: return BDAR_OTHER;
  }
}

bool may_stop(BlockErrorPolicy policy) {
  return policy == BEP_STOP || policy == BEP_ENOSPC;
}
