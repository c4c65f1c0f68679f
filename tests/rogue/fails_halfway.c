/* SPDX-License-Identifier: Apache-2.0 */
/* Adds a command and then fails, so that the command must be forgotten. */
#include "tests/rogue/rogue.h"

static void call(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    (void)arguments;
    context->host->reply_return(context->host->self, reply, "{}");
}

static const signalbox_command command = {.name = "rogue-fly", .flags = 0, .call = call};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    if (!host->add_command(host->self, &command, errp)) return NULL;
    error_set(errp, "GenericError", "No wings for '%s'", command.name);
    return NULL;
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
