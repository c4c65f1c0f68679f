/* SPDX-License-Identifier: Apache-2.0 */
/* Its signal ends in the moment in which a newer version takes over. */
#include <stdlib.h>

#include "tests/rogue/rogue.h"

typedef struct Farewell {
    signalbox_receiver receiver; /* of the one connection; ended is NULL without one */
} Farewell;

static void *connect(const signalbox_context *context, const char *arguments,
                     const signalbox_receiver *receiver, Error **errp) {
    Farewell *farewell = context->instance;
    (void)arguments, (void)errp;
    farewell->receiver = *receiver;
    return farewell;
}

static void disconnect(const signalbox_context *context, void *connection) {
    (void)context;
    ((Farewell *)connection)->receiver.ended = NULL;
}

static const signalbox_accessor accessor = {
    .name = "farewell-event", .event = "FAREWELL", .connect = connect, .disconnect = disconnect};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    if (!host->add_accessor(host->self, &accessor, errp)) return NULL;
    return calloc(1, sizeof(Farewell));
}

static void save(void *instance, void (*take)(const char *json, void *opaque), void *opaque) {
    Farewell *farewell = instance;
    if (farewell->receiver.ended) farewell->receiver.ended("farewell", farewell->receiver.opaque);
    take("{}", opaque);
}

static void destroy(void *instance) {
    free(instance);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .save = save,
    .destroy = destroy,
};
