/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin in C that uses all of the SDK's C: compiled as C11, linked as a plugin is. */
#include "signalbox/event.h"

static signalbox_event *event;

static void slot(int number, void *opaque) {
    *(int *)opaque = number;
}

static void invoke(const void *arguments, signalbox_slot *called, void *opaque) {
    ((void (*)(int, void *))called)(*(const int *)arguments, opaque);
}

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)host;
    (void)saved;
    int seen = 0;
    const int sent = 3;
    const int handle = signalbox_event_connect(&event, (signalbox_slot *)slot, &seen);
    signalbox_event_emit(&event, invoke, &sent);
    signalbox_event_disconnect(&event, handle);
    signalbox_event_close(&event, "device-removed");
    if (seen == sent) return &event;
    error_set(errp, "GenericError", "The slot saw %d", seen);
    return NULL;
}

static void destroy(void *instance) {
    (void)instance;
}

static const signalbox_schema schema = {"", "[]"};

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "c_plugin",
    .version = "1",
    .schema = &schema,
    .create = create,
    .destroy = destroy,
};
