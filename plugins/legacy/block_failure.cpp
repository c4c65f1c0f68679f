// SPDX-License-Identifier: Apache-2.0
#include "plugins/legacy/block_failure.hpp"

#include <cassert>

#include "plugins/legacy/virtual_machine.hpp"

namespace {

BlockIOAction old_action(BlockDeviceAction action) {
  switch (action) {
    case BDA_REPORT: return BIOA_REPORT;
    case BDA_STOP: return BIOA_STOP;
    case BDA_NONE: return BIOA_IGNORE;
  }
  assert(false);
  return BIOA_REPORT;
}

BlockIOOperation old_operation(BlockDeviceOperation operation) {
  return operation == BDO_READ ? BIOO_READ : BIOO_WRITE;
}

}  // namespace

void tell_block_failure(const char* device, BlockDeviceAction action,
                        BlockDeviceOperation operation, BlockDeviceActionReason, void* opaque) {
  static_cast<VirtualMachine*>(opaque)->fail_request(device, old_operation(operation),
                                                     old_action(action));
}
