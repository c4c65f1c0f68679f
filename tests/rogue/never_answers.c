/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps what it is asked, and answers when it is told to, a little later, or not at all. */
#include <stdlib.h>

#include "tests/rogue/rogue.h"

enum { max_kept = 8 };

typedef struct Rogue {
    const signalbox_host *host;
    signalbox_reply *kept[max_kept];
    int count;
} Rogue;

static void answer_all(void *opaque) {
    Rogue *rogue = opaque;
    while (rogue->count > 0) {
        rogue->host->reply_return(rogue->host->self, rogue->kept[--rogue->count], "\"late\"");
    }
}

static void keep(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    Rogue *rogue = context->instance;
    (void)arguments;
    if (rogue->count < max_kept) rogue->kept[rogue->count++] = reply;
}

static void give(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    (void)arguments;
    answer_all(context->instance);
    context->host->reply_return(context->host->self, reply, "{}");
}

/* Long enough for an unload to come in between, much less than the time that an unload waits. */
static void delay(const signalbox_context *context, const char *arguments, signalbox_reply *reply) {
    keep(context, arguments, reply);
    context->host->arm_timer(context->host->self, 300, answer_all, context->instance);
}

static const signalbox_command commands[] = {
    {.name = "rogue-keep", .flags = 0, .call = keep},
    {.name = "rogue-give", .flags = 0, .call = give},
    {.name = "rogue-delay", .flags = 0, .call = delay},
};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    for (int i = 0; i < 3; i++) {
        if (!host->add_command(host->self, &commands[i], errp)) return NULL;
    }
    Rogue *rogue = calloc(1, sizeof *rogue);
    if (rogue) rogue->host = host;
    return rogue;
}

static void destroy(void *instance) {
    free(instance);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "rogue",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .destroy = destroy,
};
