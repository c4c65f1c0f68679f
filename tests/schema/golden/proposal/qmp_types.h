/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#ifndef PROPOSAL_QMP_TYPES_H
#define PROPOSAL_QMP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the device does about the error: report it and go on, stop, or neither. */
typedef enum BlockDeviceAction { BDA_REPORT = 0, BDA_STOP, BDA_NONE } BlockDeviceAction;

typedef enum BlockDeviceOperation { BDO_READ = 0, BDO_WRITE } BlockDeviceOperation;

/* nospc: the medium is full. io: the medium failed. other: neither. */
typedef enum BlockDeviceActionReason {
    BDAR_NOSPC = 0,
    BDAR_IO,
    BDAR_OTHER,
} BlockDeviceActionReason;

#define QEVENT_BLOCK_IO_EVENT "BLOCK_IO_ERROR"
/* A request to some block device failed. */
typedef void(BlockIOEventFunc)(const char *device, const char *action, const char *operation,
                               void *opaque);

#define QEVENT_BLOCK_DEVICE_EVENT "BLOCK_DEVICE_EVENT"
/* A request to a block device failed. */
typedef void(BlockDeviceEventFunc)(BlockDeviceAction action, BlockDeviceOperation operation,
                                   BlockDeviceActionReason reason, void *opaque);

#ifdef __cplusplus
}
#endif

#endif
