/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#ifndef PROPOSAL_QMP_TABLES_H
#define PROPOSAL_QMP_TABLES_H

#include "proposal/qmp_types.h"
#include "wire/codec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For generated code alone. */

struct block_io_event_data {
    const char *device;
    const char *action;
    const char *operation;
};

struct block_device_event_data {
    BlockDeviceAction action;
    BlockDeviceOperation operation;
    BlockDeviceActionReason reason;
};

struct block_device_event_arguments {
    const char *device;
};

extern const wire_type proposal_wire_BlockDeviceAction;
extern const wire_type proposal_wire_BlockDeviceOperation;
extern const wire_type proposal_wire_BlockDeviceActionReason;
extern const wire_type proposal_wire_block_io_event_data;
extern const wire_type proposal_wire_block_device_event_data;
extern const wire_type proposal_wire_block_device_event_arguments;

/* Call a slot, cast back to its type, with the members of `data`. */
void proposal_invoke_block_io_event(const void *data, void (*slot)(void), void *opaque);
void proposal_invoke_block_device_event(const void *data, void (*slot)(void), void *opaque);

#ifdef __cplusplus
}
#endif

#endif
