/* SPDX-License-Identifier: Apache-2.0 */
/* Has a command run that blocks while it is still being made. */
#include "tests/rogue/rogue.h"

static void ignore(const char *json, Error *error, void *opaque) {
    (void)json, (void)opaque;
    error_free(error);
}

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    static int instance;
    (void)saved, (void)errp;
    host->execute(host->self, "block-flush", "{\"device\": \"disk0\"}", ignore, NULL);
    return &instance;
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "eager",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .destroy = rogue_destroy,
};
