// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "block/qmp_types.h"  // generated
#include "plugins/block/device.hpp"

// Between a drive as the schema has it and as a device keeps it.
Drive drive_of(const BlockDrive& config);

// malloc's, to go with block_drive_free().
BlockDrive* config_of(const Drive& drive);
