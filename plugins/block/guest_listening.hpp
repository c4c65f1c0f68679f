// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "block/qmp_types.h"  // generated
#include "signalbox/plugin.h"

// How this plugin hears events of the QEMU that the machine stands in front of, if it does: no
// schema of ours has them, and other versions of QEMU say more in them. The slots run on the loop.
// [machine thread]
void listen_to_block_io_errors(const signalbox_host* host,
                               void (*slot)(const QemuBlockIoError* error, void* opaque),
                               void* opaque);
void listen_to_deleted_devices(const signalbox_host* host,
                               void (*slot)(const QemuDeviceDeleted* deleted, void* opaque),
                               void* opaque);
