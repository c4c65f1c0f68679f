/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#ifndef PROPOSAL_QMP_EVENTS_H
#define PROPOSAL_QMP_EVENTS_H

#include "proposal/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For each event FOO: foo_close() ends its connections, before the memory goes; foo_connect()
 * returns a positive handle for foo_disconnect(); foo_signal() calls every slot. [any thread] */
struct signalbox_event;

/* A request to some block device failed. */
typedef struct BlockIOEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} BlockIOEvent;
void block_io_event_close(BlockIOEvent *event);
int block_io_event_connect(BlockIOEvent *event, BlockIOEventFunc *cb, void *opaque);
void block_io_event_signal(BlockIOEvent *event, const char *device, const char *action,
                           const char *operation);
void block_io_event_disconnect(BlockIOEvent *event, int handle);

/* A request to a block device failed. */
typedef struct BlockDeviceEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} BlockDeviceEvent;
void block_device_event_close(BlockDeviceEvent *event);
int block_device_event_connect(BlockDeviceEvent *event, BlockDeviceEventFunc *cb, void *opaque);
void block_device_event_signal(BlockDeviceEvent *event, BlockDeviceAction action,
                               BlockDeviceOperation operation, BlockDeviceActionReason reason);
void block_device_event_disconnect(BlockDeviceEvent *event, int handle);

/* The accessors, for the plugin to define: each returns the signal that its arguments name, or
 * NULL with *errp set. [machine thread] */

/* The failures of all devices. */
BlockIOEvent *qmp_block_io_event(Error **errp);

/* The failures of one device. Errors: DeviceNotFound. */
BlockDeviceEvent *qmp_block_device_event(const char *device, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
