/* SPDX-License-Identifier: Apache-2.0 */
/* Takes its time to make an instance. */
#include <time.h>

#include "tests/rogue/rogue.h"

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    static int instance;
    const struct timespec long_enough_to_be_named = {.tv_sec = 0, .tv_nsec = 150 * 1000 * 1000};
    (void)host, (void)saved, (void)errp;
    nanosleep(&long_enough_to_be_named, NULL);
    return &instance;
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
