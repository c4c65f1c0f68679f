/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#include "proposal/libqmp_proposal.h"

#include <stddef.h>

#include "proposal/qmp_tables.h"

int libqmp_block_io_event_connect(QmpSession *sess, BlockIOEventFunc *cb, void *opaque,
                                  Error **errp) {
    return libqmp_connect(sess, "block-io-event", NULL, NULL, &proposal_wire_block_io_event_data,
                          proposal_invoke_block_io_event, (void (*)(void))cb, opaque, errp);
}

void libqmp_block_io_event_disconnect(QmpSession *sess, int handle, Error **errp) {
    libqmp_disconnect(sess, "block-io-event", NULL, NULL, handle, errp);
}

int libqmp_block_device_event_connect(QmpSession *sess, const char *device,
                                      BlockDeviceEventFunc *cb, void *opaque, Error **errp) {
    const struct block_device_event_arguments in_ = {
        .device = device,
    };
    return libqmp_connect(sess, "block-device-event", &proposal_wire_block_device_event_arguments,
                          &in_, &proposal_wire_block_device_event_data,
                          proposal_invoke_block_device_event, (void (*)(void))cb, opaque, errp);
}

void libqmp_block_device_event_disconnect(QmpSession *sess, const char *device, int handle,
                                          Error **errp) {
    const struct block_device_event_arguments in_ = {
        .device = device,
    };
    libqmp_disconnect(sess, "block-device-event", &proposal_wire_block_device_event_arguments, &in_,
                      handle, errp);
}
