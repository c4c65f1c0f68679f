/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is wrong with this one: its command tells whether it is called on the host's loop. */
#include "tests/rogue/rogue.h"

#include <sys/syscall.h>
#include <unistd.h>

static void call(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    (void)arguments;
    const bool is_loop = syscall(SYS_gettid) == getpid();
    context->host->reply_return(context->host->self, reply, is_loop ? "true" : "false");
}

static const signalbox_command command = {.name = "rogue-is-on-loop", .flags = 0, .call = call};

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
