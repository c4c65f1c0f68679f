/* SPDX-License-Identifier: Apache-2.0 */
/* Each instance leaves a block of memory and a descriptor behind. */
#include <fcntl.h>
#include <stdlib.h>

#include "tests/rogue/rogue.h"

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)host, (void)saved, (void)errp;
    open("/dev/null", O_RDONLY);
    return malloc(100);
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
