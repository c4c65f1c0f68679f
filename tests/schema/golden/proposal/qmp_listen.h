/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#ifndef PROPOSAL_QMP_LISTEN_H
#define PROPOSAL_QMP_LISTEN_H

#include "proposal/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Each calls `cb` with every emission of a signal of this plugin, from now on or from when it
 * appears, until host->unlisten(). For other plugins of the machine. [machine thread] */

/* The failures of all devices. */
signalbox_listening *block_io_event_listen(const signalbox_host *host, BlockIOEventFunc *cb,
                                           void *opaque);

/* The failures of one device. Errors: DeviceNotFound. */
signalbox_listening *block_device_event_listen(const signalbox_host *host, const char *device,
                                               BlockDeviceEventFunc *cb, void *opaque);

#ifdef __cplusplus
}
#endif

#endif
