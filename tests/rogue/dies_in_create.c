/* SPDX-License-Identifier: Apache-2.0 */
/* Ends the process when an instance is made: no probe of the mapped code can know. */
#include <stdlib.h>

#include "tests/rogue/rogue.h"

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)host, (void)saved, (void)errp;
    abort();
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .destroy = rogue_destroy,
};
