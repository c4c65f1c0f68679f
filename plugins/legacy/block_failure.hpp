// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "block/qmp_listen.h"  // generated
#include "legacy/qmp_types.h"  // generated

// A slot for block-devices-event: a failure as 0.15 told it. `opaque` is the VirtualMachine that
// the device belongs to.
void tell_block_failure(const char* device, BlockDeviceAction action,
                        BlockDeviceOperation operation, BlockDeviceActionReason reason,
                        void* opaque);
