/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#include "proposal/qmp_tables.h"

#include <stddef.h>
#include <stdlib.h>

static const char *const BlockDeviceAction_values[] = {
    [BDA_REPORT] = "report",
    [BDA_STOP] = "stop",
    [BDA_NONE] = "none",
};
const wire_type proposal_wire_BlockDeviceAction = {
    .kind = WIRE_ENUM,
    .name = "BlockDeviceAction",
    .values = BlockDeviceAction_values,
    .value_count = 3,
};

static const char *const BlockDeviceOperation_values[] = {
    [BDO_READ] = "read",
    [BDO_WRITE] = "write",
};
const wire_type proposal_wire_BlockDeviceOperation = {
    .kind = WIRE_ENUM,
    .name = "BlockDeviceOperation",
    .values = BlockDeviceOperation_values,
    .value_count = 2,
};

static const char *const BlockDeviceActionReason_values[] = {
    [BDAR_NOSPC] = "nospc",
    [BDAR_IO] = "io",
    [BDAR_OTHER] = "other",
};
const wire_type proposal_wire_BlockDeviceActionReason = {
    .kind = WIRE_ENUM,
    .name = "BlockDeviceActionReason",
    .values = BlockDeviceActionReason_values,
    .value_count = 3,
};

static const wire_member block_io_event_data_members[] = {
    {"device", &wire_type_str, offsetof(struct block_io_event_data, device), false, SIZE_MAX},
    {"action", &wire_type_str, offsetof(struct block_io_event_data, action), false, SIZE_MAX},
    {"operation", &wire_type_str, offsetof(struct block_io_event_data, operation), false, SIZE_MAX},
};
static const uint16_t block_io_event_data_print_order[] = {0, 2, 1};
const wire_type proposal_wire_block_io_event_data = {
    .kind = WIRE_STRUCT,
    .name = "BLOCK_IO_ERROR",
    .size = sizeof(struct block_io_event_data),
    .members = block_io_event_data_members,
    .print_order = block_io_event_data_print_order,
    .member_count = 3,
};

static const wire_member block_device_event_data_members[] = {
    {"action", &proposal_wire_BlockDeviceAction, offsetof(struct block_device_event_data, action),
     false, SIZE_MAX},
    {"operation", &proposal_wire_BlockDeviceOperation,
     offsetof(struct block_device_event_data, operation), false, SIZE_MAX},
    {"reason", &proposal_wire_BlockDeviceActionReason,
     offsetof(struct block_device_event_data, reason), false, SIZE_MAX},
};
static const uint16_t block_device_event_data_print_order[] = {2, 1, 0};
const wire_type proposal_wire_block_device_event_data = {
    .kind = WIRE_STRUCT,
    .name = "BLOCK_DEVICE_EVENT",
    .size = sizeof(struct block_device_event_data),
    .members = block_device_event_data_members,
    .print_order = block_device_event_data_print_order,
    .member_count = 3,
};

static const wire_member block_device_event_arguments_members[] = {
    {"device", &wire_type_str, offsetof(struct block_device_event_arguments, device), false,
     SIZE_MAX},
};
static const uint16_t block_device_event_arguments_print_order[] = {0};
const wire_type proposal_wire_block_device_event_arguments = {
    .kind = WIRE_STRUCT,
    .name = "block-device-event",
    .size = sizeof(struct block_device_event_arguments),
    .members = block_device_event_arguments_members,
    .print_order = block_device_event_arguments_print_order,
    .member_count = 1,
};

void proposal_invoke_block_io_event(const void *data, void (*slot)(void), void *opaque) {
    const struct block_io_event_data *unpacked = data;
    ((BlockIOEventFunc *)slot)(unpacked->device, unpacked->action, unpacked->operation, opaque);
}

void proposal_invoke_block_device_event(const void *data, void (*slot)(void), void *opaque) {
    const struct block_device_event_data *unpacked = data;
    ((BlockDeviceEventFunc *)slot)(unpacked->action, unpacked->operation, unpacked->reason, opaque);
}
