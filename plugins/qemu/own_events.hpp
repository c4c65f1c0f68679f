// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "qemu/qmp_events.h"  // generated

// What the bridge itself has to tell. [loop]
struct OwnEvents {
  OwnEvents() = default;
  ~OwnEvents();
  OwnEvents(const OwnEvents&) = delete;
  OwnEvents& operator=(const OwnEvents&) = delete;

  UpstreamReadEvent upstream_read{};
  BlockdevDeletedEvent blockdev_deleted{};
};
