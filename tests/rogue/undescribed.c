/* SPDX-License-Identifier: Apache-2.0 */
/* Offers a command that its schema does not have, and more symbols than its entry. */
#include "tests/rogue/rogue.h"

static void call(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    (void)arguments;
    context->host->reply_return(context->host->self, reply, "{}");
}

static const signalbox_command command = {.name = "fly", .flags = 0, .call = call};

SIGNALBOX_EXPORT int rogue_number = 1;

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    return host->add_command(host->self, &command, errp) ? &rogue_number : NULL;
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
