// SPDX-License-Identifier: Apache-2.0
// The commands that make requests fail on purpose.
#include "block/qmp_commands.h"  // generated
#include "plugins/block/block.hpp"
#include "plugins/block/error_number.hpp"

void qmp_block_fault_add(const char* device, BlockFaultOperation operation, const char* errno_,
                         bool has_every, std::uint32_t every, bool has_times, std::uint32_t times,
                         Error** errp) {
  BlockDevice* found = Block::self().devices.find(device, errp);
  if (found == nullptr) return;
  FaultRule rule{.operation = operation, .error = error_number(errno_)};
  if (rule.error == 0) {
    error_set(errp, "GenericError", "Parameter 'errno' does not accept value '%s'", errno_);
    return;
  }
  if ((has_every && every == 0) || (has_times && times == 0)) {
    error_set(errp, "GenericError", "Parameter '%s' expects at least 1",
              has_every && every == 0 ? "every" : "times");
    return;
  }
  if (has_every) rule.every = every;
  if (has_times) rule.left = times;
  found->faults().add(rule);
}

void qmp_block_fault_del(const char* device, bool has_operation, BlockFaultOperation operation,
                         Error** errp) {
  BlockDevice* found = Block::self().devices.find(device, errp);
  if (found == nullptr) return;
  found->faults().remove(has_operation ? std::optional(operation) : std::nullopt);
}
