// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "block/qmp_types.h"  // generated
#include "plugins/block/guest_disk.hpp"

// What a BLOCK_IO_ERROR of a QEMU says.
struct GuestFailure {
  GuestDisk disk;  // as far as the event names it
  BlockDeviceAction action;
  BlockDeviceOperation operation;
  BlockDeviceActionReason reason;

  // Whether `other` is the disk that failed: by its device where the event names that, else by what
  // is in it.
  bool is_of(const GuestDisk& other) const;
};

GuestFailure failure_of(const QemuBlockIoError& error);
