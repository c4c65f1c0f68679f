// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/own_events.hpp"

#include "plugins/qemu/bridge.hpp"
#include "signalbox/self.h"

namespace {

OwnEvents& own_events() {
  return static_cast<Bridge*>(signalbox_self())->own_events();
}

}  // namespace

OwnEvents::~OwnEvents() {
  upstream_read_event_close(&upstream_read);
  blockdev_deleted_event_close(&blockdev_deleted);
}

UpstreamReadEvent* qmp_upstream_read_event(Error**) {
  return &own_events().upstream_read;
}

BlockdevDeletedEvent* qmp_blockdev_deleted_event(Error**) {
  return &own_events().blockdev_deleted;
}
