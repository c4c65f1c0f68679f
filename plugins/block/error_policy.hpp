// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "block/qmp_types.h"  // generated

// What a device under `policy` does about `error`, an errno value.
BlockDeviceAction action_for(BlockErrorPolicy policy, int error);

BlockDeviceActionReason reason_of(int error);

// Whether some error could stop the machine.
bool may_stop(BlockErrorPolicy policy);
