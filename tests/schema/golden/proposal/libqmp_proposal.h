/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#ifndef LIBQMP_PROPOSAL_H
#define LIBQMP_PROPOSAL_H

#include "client/libqmp.h"
#include "proposal/qmp_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* See client/libqmp.h for sessions, threads and errors. A connect returns a positive handle, or 0
 * with *errp set. What a command returns is the caller's; on failure it is zero and *errp is set.
 * An optional argument to be left out is NULL, or has `has_` false. */

/* The failures of all devices. */
int libqmp_block_io_event_connect(QmpSession *sess, BlockIOEventFunc *cb, void *opaque,
                                  Error **errp);
void libqmp_block_io_event_disconnect(QmpSession *sess, int handle, Error **errp);

/* The failures of one device. Errors: DeviceNotFound. */
int libqmp_block_device_event_connect(QmpSession *sess, const char *device,
                                      BlockDeviceEventFunc *cb, void *opaque, Error **errp);
void libqmp_block_device_event_disconnect(QmpSession *sess, const char *device, int handle,
                                          Error **errp);

#ifdef __cplusplus
}
#endif

#endif
