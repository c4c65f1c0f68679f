/* SPDX-License-Identifier: Apache-2.0 */
/* Adds a command of its own and one that the plugin legacy has. */
#include "tests/rogue/rogue.h"

static void call(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    (void)arguments;
    context->host->reply_return(context->host->self, reply, "{}");
}

static const signalbox_command commands[] = {
    {.name = "rogue-fly", .flags = 0, .call = call},
    {.name = "stop", .flags = 0, .call = call},
};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    static int instance;
    (void)saved;
    for (int i = 0; i < 2; i++) {
        if (!host->add_command(host->self, &commands[i], errp)) return NULL;
    }
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
