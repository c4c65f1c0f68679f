/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#include "proposal/qmp_events.h"

#include <stddef.h>

#include "proposal/qmp_tables.h"
#include "signalbox/event.h"

void block_io_event_close(BlockIOEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int block_io_event_connect(BlockIOEvent *event, BlockIOEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void block_io_event_signal(BlockIOEvent *event, const char *device, const char *action,
                           const char *operation) {
    const struct block_io_event_data in_ = {
        .device = device,
        .action = action,
        .operation = operation,
    };
    signalbox_event_emit(&event->connections, proposal_invoke_block_io_event, &in_);
}

void block_io_event_disconnect(BlockIOEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}

void block_device_event_close(BlockDeviceEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int block_device_event_connect(BlockDeviceEvent *event, BlockDeviceEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void block_device_event_signal(BlockDeviceEvent *event, BlockDeviceAction action,
                               BlockDeviceOperation operation, BlockDeviceActionReason reason) {
    const struct block_device_event_data in_ = {
        .action = action,
        .operation = operation,
        .reason = reason,
    };
    signalbox_event_emit(&event->connections, proposal_invoke_block_device_event, &in_);
}

void block_device_event_disconnect(BlockDeviceEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}
