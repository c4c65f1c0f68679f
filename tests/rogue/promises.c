/* SPDX-License-Identifier: Apache-2.0 */
/* Its schema has a command, and create() forgets to add it. */
#include "tests/rogue/rogue.h"

static const signalbox_schema schema = {
    .text = "[ 'rogue-sing', {}, {}, 'none' ]\n",
    .introspection =
        "[{\"name\": \"rogue-sing\", \"meta-type\": \"command\", \"arg-type\": \"rogue.0\","
        " \"ret-type\": \"rogue.0\"},"
        " {\"name\": \"rogue.0\", \"meta-type\": \"object\", \"members\": []}]"};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    static int instance;
    (void)host, (void)saved, (void)errp;
    return &instance;
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &schema,
    .create = create,
    .destroy = rogue_destroy,
};
