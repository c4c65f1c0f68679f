/* SPDX-License-Identifier: Apache-2.0 */
/* Emits more events than a turn of the host handles, and ends its machine behind them. */
#include "tests/rogue/rogue.h"

enum { EVENTS = 700, RECEIVERS = 4 };

static const signalbox_host *host_calls;
static signalbox_receiver receivers[RECEIVERS];
static int receiver_count;

static void *connect(const signalbox_context *context, const char *arguments,
                     const signalbox_receiver *receiver, Error **errp) {
    (void)context, (void)arguments;
    if (receiver_count == RECEIVERS) {
        error_set(errp, "GenericError", "There are %d connections", RECEIVERS);
        return NULL;
    }
    receivers[receiver_count] = *receiver;
    return &receivers[receiver_count++];
}

static void disconnect(const signalbox_context *context, void *connection) {
    (void)context;
    ((signalbox_receiver *)connection)->deliver = NULL;
}

static bool inject(const signalbox_context *context, const char *arguments, const char *data,
                   Error **errp) {
    (void)context, (void)arguments, (void)data;
    error_set(errp, "GenericError", "Events of burst are not injected");
    return false;
}

static void emit_and_end(const signalbox_context *context, const char *arguments,
                         signalbox_reply *reply) {
    (void)context, (void)arguments;
    for (int i = 0; i < EVENTS; i++) {
        signalbox_emission emission;
        host_calls->begin_emission(host_calls->self, 0, &emission);
        for (int k = 0; k < receiver_count; k++) {
            if (receivers[k].deliver == NULL) continue;
            receivers[k].deliver(&emission, "{}", 2, receivers[k].opaque);
        }
    }
    host_calls->end_machine(host_calls->self);
    host_calls->reply_return(host_calls->self, reply, "{}");
}

static const signalbox_accessor accessor = {.name = "burst-event",
                                            .event = "BURST",
                                            .connect = connect,
                                            .disconnect = disconnect,
                                            .inject = inject};

static const signalbox_command command = {.name = "burst", .call = emit_and_end};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    host_calls = host;
    receiver_count = 0;
    if (!host->add_command(host->self, &command, errp)) return NULL;
    if (!host->add_accessor(host->self, &accessor, errp)) return NULL;
    return &host_calls;
}

static const signalbox_schema schema = {
    .text = "",
    .introspection =
        "[{\"name\": \"burst\", \"meta-type\": \"command\", \"arg-type\": \"0\", \"ret-type\": "
        "\"0\"},"
        " {\"name\": \"BURST\", \"meta-type\": \"event\", \"arg-type\": \"0\"},"
        " {\"name\": \"0\", \"meta-type\": \"object\", \"members\": []}]"};

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "burst",
    .version = "1",
    .schema = &schema,
    .create = create,
    .destroy = rogue_destroy,
};
