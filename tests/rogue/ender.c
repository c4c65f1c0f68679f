/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its machine while it is still being made. */
#include "tests/rogue/rogue.h"

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    static int instance;
    (void)saved, (void)errp;
    host->end_machine(host->self);
    return &instance;
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "ender",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .destroy = rogue_destroy,
};
