/* SPDX-License-Identifier: Apache-2.0 */
/* Emits on an event that it has closed: before anything else is connected, and after. */
#include <stdlib.h>

#include "late/qmp_commands.h"
#include "late/qmp_events.h"
#include "late/qmp_register.h"
#include "signalbox/plugin.h"
#include "signalbox/self.h"

typedef struct Late {
    LateEvent event;
    int64_t number;
} Late;

LateEvent *qmp_late_event(Error **errp) {
    Late *late = signalbox_self();
    (void)errp;
    return &late->event;
}

void qmp_late_emit(Error **errp) {
    Late *late = signalbox_self();
    (void)errp;
    late_event_signal(&late->event, ++late->number);
}

void qmp_late_close_and_emit(Error **errp) {
    Late *late = signalbox_self();
    late_event_close(&late->event);
    qmp_late_emit(errp);
}

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    return late_register(host, errp) ? calloc(1, sizeof(Late)) : NULL;
}

static void destroy(void *instance) {
    Late *late = instance;
    late_event_close(&late->event);
    late_event_signal(&late->event, 0); /* nobody is there to hear it */
    free(late);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "late",
    .version = "1",
    .schema = &late_schema,
    .create = create,
    .destroy = destroy,
};
