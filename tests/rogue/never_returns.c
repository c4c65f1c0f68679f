/* SPDX-License-Identifier: Apache-2.0 */
/* Has a command that never returns from the machine's worker. */
#include <unistd.h>

#include "tests/rogue/rogue.h"

static void call(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    (void)context, (void)arguments, (void)reply;
    for (;;) {
        pause();
    }
}

static const signalbox_command command = {
    .name = "rogue-sleep", .flags = SIGNALBOX_BLOCKS, .call = call};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    static int instance;
    (void)saved;
    return host->add_command(host->self, &command, errp) ? &instance : NULL;
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
