/* SPDX-License-Identifier: Apache-2.0 */
/* Uses every function that the proposal's examples become, as a program in C that owns two events:
 * the functions of docs/schema.md, "For the code that owns the event". */
#include <stdio.h>
#include <string.h>

#include "proposal/qmp_events.h"
#include "proposal/qmp_register.h"
#include "signalbox/event.h"

static int failures;

#define EXPECT(condition)                                                   \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            ++failures;                                                     \
        }                                                                   \
    } while (0)

static BlockIOEvent any_device;
static BlockDeviceEvent disk0;

BlockIOEvent *qmp_block_io_event(Error **errp) {
    (void)errp;
    return &any_device;
}

BlockDeviceEvent *qmp_block_device_event(const char *device, Error **errp) {
    if (strcmp(device, "disk0") == 0) return &disk0;
    error_set(errp, "DeviceNotFound", "Device '%s' not found", device);
    return NULL;
}

struct heard {
    int calls;
    BlockDeviceAction action;
    BlockDeviceOperation operation;
    BlockDeviceActionReason reason;
    char text[64];
};

static void hear_device(BlockDeviceAction action, BlockDeviceOperation operation,
                        BlockDeviceActionReason reason, void *opaque) {
    struct heard *heard = opaque;
    ++heard->calls;
    heard->action = action;
    heard->operation = operation;
    heard->reason = reason;
}

static void hear_any(const char *device, const char *action, const char *operation, void *opaque) {
    struct heard *heard = opaque;
    ++heard->calls;
    snprintf(heard->text, sizeof heard->text, "%s %s %s", device, action, operation);
}

static void test_slots_get_the_arguments(void) {
    struct heard heard = {0};
    const int handle = block_device_event_connect(&disk0, hear_device, &heard);
    EXPECT(handle > 0);

    block_device_event_signal(&disk0, BDA_STOP, BDO_WRITE, BDAR_NOSPC);

    EXPECT(heard.calls == 1);
    EXPECT(heard.action == BDA_STOP);
    EXPECT(heard.operation == BDO_WRITE);
    EXPECT(heard.reason == BDAR_NOSPC);
    block_device_event_disconnect(&disk0, handle);
    block_device_event_signal(&disk0, BDA_REPORT, BDO_READ, BDAR_IO);
    EXPECT(heard.calls == 1);
}

static void test_texts_reach_a_slot(void) {
    struct heard heard = {0};
    const int handle = block_io_event_connect(&any_device, hear_any, &heard);
    EXPECT(handle > 0);

    block_io_event_signal(&any_device, "ide0-hd1", "stop", "write");

    EXPECT(strcmp(heard.text, "ide0-hd1 stop write") == 0);
    block_io_event_disconnect(&any_device, handle);
    block_io_event_signal(&any_device, "ide0-hd1", "stop", "write");
    EXPECT(heard.calls == 1);
}

static void test_close_ends_connections(void) {
    struct heard heard = {0};
    EXPECT(block_device_event_connect(&disk0, hear_device, &heard) > 0);
    EXPECT(block_io_event_connect(&any_device, hear_any, &heard) > 0);

    block_device_event_close(&disk0);
    block_io_event_close(&any_device);

    block_device_event_signal(&disk0, BDA_NONE, BDO_READ, BDAR_OTHER);
    block_io_event_signal(&any_device, "disk0", "report", "read");
    EXPECT(heard.calls == 0);
}

/* A host that keeps what is registered. */
static const signalbox_accessor *accessors[2];

static bool add_accessor(void *self, const signalbox_accessor *accessor, Error **errp) {
    (void)self;
    (void)errp;
    accessors[strcmp(accessor->name, "block-device-event") == 0] = accessor;
    return true;
}

static void begin_emission(void *self, uint64_t cause, signalbox_emission *emission) {
    (void)self;
    *emission = (signalbox_emission){.number = 7, .cause = cause};
}

static const signalbox_host host = {
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .add_accessor = add_accessor,
    .begin_emission = begin_emission,
};

struct delivered {
    uint64_t number;
    char json[128];
    char ended[32];
};

static void deliver(const signalbox_emission *emission, const char *json, size_t length,
                    void *opaque) {
    struct delivered *delivered = opaque;
    delivered->number = emission->number;
    snprintf(delivered->json, sizeof delivered->json, "%.*s", (int)length, json);
}

static void ended(const char *reason, void *opaque) {
    struct delivered *delivered = opaque;
    snprintf(delivered->ended, sizeof delivered->ended, "%s", reason);
}

static void test_an_accessor_delivers_text(void) {
    struct delivered delivered = {0};
    const signalbox_receiver receiver = {deliver, ended, &delivered};
    const signalbox_context context = {&host, NULL, NULL};
    Error *error = NULL;
    EXPECT(proposal_register(&host, &error));
    const signalbox_accessor *accessor = accessors[1];
    EXPECT(accessor && strcmp(accessor->event, "BLOCK_DEVICE_EVENT") == 0);

    void *tap = accessor->connect(&context, "{\"device\": \"disk0\"}", &receiver, &error);
    EXPECT(tap && !error);
    block_device_event_signal(&disk0, BDA_STOP, BDO_WRITE, BDAR_NOSPC);

    EXPECT(delivered.number == 7);
    EXPECT(strcmp(delivered.json,
                  "{\"reason\": \"nospc\", \"operation\": \"write\", \"action\": \"stop\"}") == 0);
    block_device_event_close(&disk0);
    EXPECT(strcmp(delivered.ended, "device-removed") == 0);
    accessor->disconnect(&context, tap);
}

static void test_an_accessor_refuses(void) {
    const signalbox_receiver receiver = {deliver, ended, NULL};
    const signalbox_context context = {&host, NULL, NULL};
    const signalbox_accessor *accessor = accessors[1];
    Error *error = NULL;

    EXPECT(!accessor->connect(&context, "{\"device\": \"disk9\"}", &receiver, &error));
    EXPECT(error && strcmp(error_class(error), "DeviceNotFound") == 0);
    error_free(error);
    error = NULL;
    EXPECT(!accessor->connect(&context, "{}", &receiver, &error));
    EXPECT(error && strcmp(error_description(error), "Parameter 'device' is missing") == 0);
    error_free(error);
}

int main(void) {
    test_slots_get_the_arguments();
    test_texts_reach_a_slot();
    test_close_ends_connections();
    test_an_accessor_delivers_text();
    test_an_accessor_refuses();
    EXPECT(strcmp(QEVENT_BLOCK_IO_EVENT, "BLOCK_IO_ERROR") == 0);
    EXPECT(strstr(proposal_schema.text, "'BlockIOEvent'"));
    return failures == 0 ? 0 : 1;
}
