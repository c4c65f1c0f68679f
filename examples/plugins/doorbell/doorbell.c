/* SPDX-License-Identifier: Apache-2.0
 *
 * A plugin in plain C: a doorbell that clients press and hear. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "doorbell/qmp_commands.h" /* generated, as the next two */
#include "doorbell/qmp_events.h"
#include "doorbell/qmp_register.h"
#include "signalbox/plugin.h"
#include "signalbox/self.h"

/* What one machine has of us. */
typedef struct Doorbell {
    DoorbellEvent rung; /* all zero: nobody listens yet */
    int64_t presses;
} Doorbell;

DoorbellEvent *qmp_doorbell_event(Error **errp) {
    Doorbell *bell = signalbox_self();
    (void)errp; /* there is always a bell */
    return &bell->rung;
}

int64_t qmp_doorbell_press(const char *visitor, Error **errp) {
    Doorbell *bell = signalbox_self();
    (void)errp;
    bell->presses++;
    doorbell_event_signal(&bell->rung, bell->presses, visitor);
    return bell->presses;
}

/* `saved` is what the version that this one replaces counted. */
static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    if (!doorbell_register(host, errp)) return NULL;
    Doorbell *bell = calloc(1, sizeof *bell);
    if (!bell) {
        error_set(errp, "GenericError", "No memory for a doorbell");
        return NULL;
    }
    if (saved) bell->presses = strtoll(saved, NULL, 10);
    return bell;
}

static void save(void *instance, void (*take)(const char *json, void *opaque), void *opaque) {
    const Doorbell *bell = instance;
    char json[24];
    snprintf(json, sizeof json, "%" PRId64, bell->presses);
    take(json, opaque);
}

static void destroy(void *instance) {
    Doorbell *bell = instance;
    doorbell_event_close(&bell->rung);
    free(bell);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "doorbell",
    .version = "1.0",
    .schema = &doorbell_schema,
    .create = create,
    .save = save,
    .destroy = destroy,
};
