/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#include "proposal/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "proposal/qmp_commands.h"
#include "proposal/qmp_events.h"
#include "proposal/qmp_tables.h"
#include "signalbox/event.h"

static const wire_type no_arguments = {.kind = WIRE_STRUCT, .name = "none"};

/* Reads `arguments` into the zeroed structure `value`; sets *errp where they do not fit. */
static bool read_arguments(const char *arguments, const wire_type *type, void *value,
                           Error **errp) {
    char *why = NULL;
    const bool read = wire_decode(arguments, strlen(arguments), type, value, &why);
    if (!read) error_set(errp, "GenericError", "%s", why);
    free(why);
    return read;
}

static void disconnect(const signalbox_context *context, void *connection) {
    (void)context;
    signalbox_tap_disconnect(connection);
}

static void encode_block_io_event(const void *arguments, char **buffer, size_t *length,
                                  size_t *capacity) {
    wire_encode_append(&proposal_wire_block_io_event_data, arguments, buffer, length, capacity);
}

static void encode_block_device_event(const void *arguments, char **buffer, size_t *length,
                                      size_t *capacity) {
    wire_encode_append(&proposal_wire_block_device_event_data, arguments, buffer, length, capacity);
}

static BlockIOEvent *find_block_io_event(const signalbox_context *context, const char *arguments,
                                         Error **errp) {
    char in = {0};
    const bool read = read_arguments(arguments, &no_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    BlockIOEvent *event = qmp_block_io_event(errp);
    signalbox_scope_leave(scope);
    wire_free(&no_arguments, &in);
    return event;
}

static void *connect_block_io_event(const signalbox_context *context, const char *arguments,
                                    const signalbox_receiver *receiver, Error **errp) {
    BlockIOEvent *event = find_block_io_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, encode_block_io_event,
                                 errp);
}

static bool inject_block_io_event(const signalbox_context *context, const char *arguments,
                                  const char *data, Error **errp) {
    BlockIOEvent *event = find_block_io_event(context, arguments, errp);
    if (!event) return false;
    struct block_io_event_data in = {0};
    const bool read = read_arguments(data, &proposal_wire_block_io_event_data, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, proposal_invoke_block_io_event, &in);
    wire_free(&proposal_wire_block_io_event_data, &in);
    return true;
}

static const signalbox_accessor accessor_block_io_event = {
    .name = "block-io-event",
    .event = "BLOCK_IO_ERROR",
    .flags = SIGNALBOX_DEPRECATED | SIGNALBOX_LEGACY,
    .successor = "BlockDeviceEvent",
    .connect = connect_block_io_event,
    .disconnect = disconnect,
    .inject = inject_block_io_event,
};

static BlockDeviceEvent *find_block_device_event(const signalbox_context *context,
                                                 const char *arguments, Error **errp) {
    struct block_device_event_arguments in = {0};
    const bool read =
        read_arguments(arguments, &proposal_wire_block_device_event_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    BlockDeviceEvent *event = qmp_block_device_event(in.device, errp);
    signalbox_scope_leave(scope);
    wire_free(&proposal_wire_block_device_event_arguments, &in);
    return event;
}

static void *connect_block_device_event(const signalbox_context *context, const char *arguments,
                                        const signalbox_receiver *receiver, Error **errp) {
    BlockDeviceEvent *event = find_block_device_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, encode_block_device_event,
                                 errp);
}

static bool inject_block_device_event(const signalbox_context *context, const char *arguments,
                                      const char *data, Error **errp) {
    BlockDeviceEvent *event = find_block_device_event(context, arguments, errp);
    if (!event) return false;
    struct block_device_event_data in = {0};
    const bool read = read_arguments(data, &proposal_wire_block_device_event_data, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, proposal_invoke_block_device_event, &in);
    wire_free(&proposal_wire_block_device_event_data, &in);
    return true;
}

static const signalbox_accessor accessor_block_device_event = {
    .name = "block-device-event",
    .event = "BLOCK_DEVICE_EVENT",
    .flags = 0,
    .successor = NULL,
    .connect = connect_block_device_event,
    .disconnect = disconnect,
    .inject = inject_block_device_event,
};

bool proposal_register(const signalbox_host *host, Error **errp) {
    if (!host->add_accessor(host->self, &accessor_block_io_event, errp)) return false;
    if (!host->add_accessor(host->self, &accessor_block_device_event, errp)) return false;
    return true;
}

/* clang-format off */
const signalbox_schema proposal_schema = {
    .text =
    "# The examples of the QAPI events proposal of 2011.\n"
    "\n"
    "# What the device does about the error: report it and go on, stop, or neither.\n"
    "{ 'BlockDeviceAction': [ 'report', 'stop', 'none' ] }\n"
    "{ 'BlockDeviceOperation': [ 'read', 'write' ] }\n"
    "# nospc: the medium is full. io: the medium failed. other: neither.\n"
    "{ 'BlockDeviceActionReason': [ 'nospc', 'io', 'other' ] }\n"
    "\n"
    "# A request to some block device failed.\n"
    "{ 'BlockIOEvent': { 'device': 'str',\n"
    "                    'action': 'str',\n"
    "                    'operation': 'str' },\n"
    "  'legacy': 'BLOCK_IO_ERROR', 'successor': 'BlockDeviceEvent', 'deprecated': '0.15' }\n"
    "\n"
    "# A request to a block device failed.\n"
    "{ 'BlockDeviceEvent': { 'action': 'BlockDeviceAction',\n"
    "                        'operation': 'BlockDeviceOperation',\n"
    "                        'reason': 'BlockDeviceActionReason' } }\n"
    "\n"
    "# The failures of all devices.\n"
    "[ 'block-io-event', {}, {}, 'BlockIOEvent' ]\n"
    "\n"
    "# The failures of one device. Errors: DeviceNotFound.\n"
    "[ 'block-device-event', { 'device': 'str' }, {}, 'BlockDeviceEvent' ]\n",
    .introspection =
    "[{\"name\": \"q_empty\", \"members\": [], \"meta-type\": \"object\"},\n"
    " {\"name\": \"str\", \"json-type\": \"string\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"block-io-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"proposal.q_obj_block-io-event-disconnect-arg\", \"members\": [{\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"block-io-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"proposal.q_obj_block-io-event-disconnect-arg\"},\n"
    " {\"name\": \"proposal.q_obj_block-device-event-connect-arg\", \"members\": [{\"name\": \"device\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"block-device-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"proposal.q_obj_block-device-event-connect-arg\"},\n"
    " {\"name\": \"proposal.q_obj_block-device-event-disconnect-arg\", \"members\": [{\"name\": \"device\", \"type\": \"str\"}, {\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"block-device-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"proposal.q_obj_block-device-event-disconnect-arg\"},\n"
    " {\"name\": \"proposal.q_obj_BLOCK_IO_ERROR-arg\", \"members\": [{\"name\": \"device\", \"type\": \"str\"}, {\"name\": \"action\", \"type\": \"str\"}, {\"name\": \"operation\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"BLOCK_IO_ERROR\", \"meta-type\": \"event\", \"arg-type\": \"proposal.q_obj_BLOCK_IO_ERROR-arg\", \"features\": [\"deprecated\"]},\n"
    " {\"name\": \"proposal.q_obj_BLOCK_DEVICE_EVENT-arg\", \"members\": [{\"name\": \"action\", \"type\": \"proposal.BlockDeviceAction\"}, {\"name\": \"operation\", \"type\": \"proposal.BlockDeviceOperation\"}, {\"name\": \"reason\", \"type\": \"proposal.BlockDeviceActionReason\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"BLOCK_DEVICE_EVENT\", \"meta-type\": \"event\", \"arg-type\": \"proposal.q_obj_BLOCK_DEVICE_EVENT-arg\"},\n"
    " {\"name\": \"proposal.BlockDeviceAction\", \"members\": [{\"name\": \"report\"}, {\"name\": \"stop\"}, {\"name\": \"none\"}], \"meta-type\": \"enum\", \"values\": [\"report\", \"stop\", \"none\"]},\n"
    " {\"name\": \"proposal.BlockDeviceOperation\", \"members\": [{\"name\": \"read\"}, {\"name\": \"write\"}], \"meta-type\": \"enum\", \"values\": [\"read\", \"write\"]},\n"
    " {\"name\": \"proposal.BlockDeviceActionReason\", \"members\": [{\"name\": \"nospc\"}, {\"name\": \"io\"}, {\"name\": \"other\"}], \"meta-type\": \"enum\", \"values\": [\"nospc\", \"io\", \"other\"]}]",
};
