/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in front of its machine, and no longer does once it has been replaced. */
#include <string.h>

#include "tests/rogue/rogue.h"

static const signalbox_host *host_calls;

static bool has(const signalbox_context *context, const char *command) {
    (void)context;
    return strcmp(command, "front-ask") == 0;
}

static void call(const signalbox_context *context, const signalbox_request *request,
                 signalbox_reply *reply) {
    (void)context, (void)request;
    host_calls->reply_return(host_calls->self, reply, "{}");
}

static void left(const signalbox_context *context, uint64_t session) {
    (void)context, (void)session;
}

static const signalbox_rest rest = {.has = has, .call = call, .left = left};

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    host_calls = host;
    if (saved == NULL && !host->claim_rest(host->self, &rest, errp)) return NULL;
    return &host_calls;
}

static void save(void *instance, void (*take)(const char *json, void *opaque), void *opaque) {
    (void)instance;
    take("{}", opaque);
}

static void activate(void *instance) {
    (void)instance;
    host_calls->serve(host_calls->self, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}");
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "front",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .save = save,
    .activate = activate,
    .destroy = rogue_destroy,
};
