/* SPDX-License-Identifier: Apache-2.0 */
/* Calls each function of signalbox_host in each phase of its life and on each thread that it can
 * get, whether that function is meant for it or not. The file $MEDDLER_LOG says before each call
 * which it is. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

typedef struct Meddler {
    const signalbox_host *host;
    signalbox_reply *answered; /* by an earlier command: whoever answers it again is not heard */
    signalbox_timer *timer;
    signalbox_listening *listening;
    signalbox_watch *watch;
    int pipe[2];
} Meddler;

static Meddler *meddle(Meddler *meddler, const char *phase);

static void ignore(void *opaque) {
    (void)opaque;
}

static void ignore_answer(const char *json, Error *error, void *opaque) {
    (void)json, (void)opaque;
    error_free(error);
}

/* --- what it offers ------------------------------------------------------------------------- */

static void answer(Meddler *meddler, const char *phase, signalbox_reply *reply) {
    meddle(meddler, phase);
    meddler->host->reply_return(meddler->host->self, reply, "{}");
    meddler->answered = reply;
    meddler->host->reply_return(meddler->host->self, reply, "{}");
}

static void on_loop(const signalbox_context *context, const char *arguments,
                    signalbox_reply *reply) {
    (void)arguments;
    answer(context->instance, "command", reply);
}

static void on_worker(const signalbox_context *context, const char *arguments,
                      signalbox_reply *reply) {
    (void)arguments;
    answer(context->instance, "blocking command", reply);
}

static void *connect_to(const signalbox_context *context, const char *arguments,
                        const signalbox_receiver *receiver, Error **errp) {
    (void)arguments, (void)receiver, (void)errp;
    return meddle(context->instance, "connect");
}

static void disconnect_from(const signalbox_context *context, void *connection) {
    (void)connection;
    meddle(context->instance, "disconnect");
}

static bool inject(const signalbox_context *context, const char *arguments, const char *data,
                   Error **errp) {
    (void)arguments, (void)data, (void)errp;
    return meddle(context->instance, "inject") != NULL;
}

static const signalbox_command commands[] = {
    {.name = "meddler-loop", .flags = 0, .call = on_loop},
    {.name = "meddler-worker", .flags = SIGNALBOX_BLOCKS, .call = on_worker},
};
static const signalbox_command late_command = {.name = "meddler-late", .call = on_loop};
static const signalbox_accessor accessor = {.name = "meddler-event",
                                            .event = "MEDDLER_EVENT",
                                            .connect = connect_to,
                                            .disconnect = disconnect_from,
                                            .inject = inject};
static const signalbox_accessor late_accessor = {.name = "meddler-late-event",
                                                 .event = "MEDDLER_LATE_EVENT",
                                                 .connect = connect_to,
                                                 .disconnect = disconnect_from,
                                                 .inject = inject};

static bool has_nothing(const signalbox_context *context, const char *command) {
    (void)context, (void)command;
    return false;
}

static const signalbox_rest rest = {.has = has_nothing, .call = NULL, .left = NULL};

/* --- what it hears -------------------------------------------------------------------------- */

static void deliver(const signalbox_emission *emission, const char *json, size_t length,
                    void *opaque) {
    (void)emission, (void)json, (void)length;
    meddle(opaque, "slot");
}

static void has_ended(const char *reason, void *opaque) {
    (void)reason;
    meddle(opaque, "ended");
}

static void connected(void *opaque) {
    meddle(opaque, "connected");
}

static void released(void *opaque) {
    (void)opaque;
}

static const signalbox_listener deaf = {
    .receiver = {.deliver = NULL, .ended = NULL, .opaque = NULL}, .released = released};

static void posted(void *opaque) {
    meddle(opaque, "posted");
}

static void timed(void *opaque) {
    meddle(opaque, "timer");
}

static void readable(void *opaque) {
    Meddler *meddler = opaque;
    char byte;
    if (read(meddler->pipe[0], &byte, 1) == 1) meddle(meddler, "readable");
}

static void *on_thread(void *opaque) {
    return meddle(opaque, "thread");
}

static void on_a_thread(Meddler *meddler) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, on_thread, meddler) == 0) pthread_join(thread, NULL);
}

/* --- the table ------------------------------------------------------------------------------ */

static void say(const char *phase, const char *function) {
    FILE *file = fopen(getenv("MEDDLER_LOG"), "a");
    if (file == NULL) abort();
    fprintf(file, "%s: %s\n", phase, function);
    fclose(file);
}

#define SAY(function) say(phase, function)

static void meddle_with_calls(Meddler *meddler, const char *phase) {
    const signalbox_host *host = meddler->host;
    signalbox_emission emission;
    SAY("reply_return");
    host->reply_return(host->self, meddler->answered, "{}");
    SAY("reply_error");
    Error *error = NULL;
    error_set(&error, "GenericError", "once more");
    host->reply_error(host->self, meddler->answered, error);
    SAY("begin_emission");
    host->begin_emission(host->self, 0, &emission);
    SAY("configuration");
    if (host->configuration(host->self)[0] != '{') abort();
    SAY("log");
    host->log(host->self, SIGNALBOX_LOG_DEBUG, "meddling");
    SAY("post");
    host->post(host->self, ignore, NULL);
    SAY("disarm_timer");
    host->disarm_timer(host->self, meddler->timer);
    SAY("arm_timer");
    meddler->timer = host->arm_timer(host->self, 0, ignore, NULL);
    SAY("unlisten");
    host->unlisten(host->self, meddler->listening);
    SAY("listen");
    meddler->listening = host->listen(host->self, "nobodys-event", "{}", &deaf);
    SAY("execute");
    host->execute(host->self, "query-status", "{}", ignore_answer, NULL);
    SAY("wait_for_room");
    host->wait_for_room(host->self);
}

/* Answers no reply of its caller's, so that errors are only freed. */
static void meddle_with_offers(Meddler *meddler, const char *phase) {
    const signalbox_host *host = meddler->host;
    Error *error = NULL;
    SAY("add_command");
    if (!host->add_command(host->self, &late_command, &error)) error_free(error);
    SAY("add_accessor");
    error = NULL;
    if (!host->add_accessor(host->self, &late_accessor, &error)) error_free(error);
    SAY("remove_accessor");
    host->remove_accessor(host->self, &late_accessor, "device-removed");
    SAY("describe");
    error = NULL;
    if (!host->describe(host->self, "[]", &error)) error_free(error);
    SAY("serve");
    host->serve(host->self, "{\"QMP\": {}}");
    SAY("suspend");
    host->suspend(host->self, "upstream-lost");
    SAY("announce");
    host->announce(host->self, "GAP", "{}");
    SAY("want_write");
    host->want_write(host->self, meddler->watch);
    SAY("unwatch");
    host->unwatch(host->self, meddler->watch);
    SAY("watch");
    meddler->watch = host->watch(host->self, -1, ignore, ignore, meddler);
}

static Meddler *meddle(Meddler *meddler, const char *phase) {
    Error *error = NULL;
    meddle_with_calls(meddler, phase);
    SAY("claim_rest"); /* in create() it would be granted, and is not asked for */
    if (!meddler->host->claim_rest(meddler->host->self, &rest, &error)) error_free(error);
    meddle_with_offers(meddler, phase);
    SAY("done");
    return meddler;
}

/* --- its life ------------------------------------------------------------------------------- */

static void *create(const signalbox_host *host, const char *saved, Error **errp) {
    (void)saved;
    for (int i = 0; i < 2; i++) {
        if (!host->add_command(host->self, &commands[i], errp)) return NULL;
    }
    if (!host->add_accessor(host->self, &accessor, errp)) return NULL;
    Meddler *meddler = calloc(1, sizeof *meddler);
    if (meddler == NULL || pipe(meddler->pipe) != 0) return NULL;
    meddler->host = host;
    const char *phase = "create";
    meddle_with_calls(meddler, phase);
    meddle_with_offers(meddler, phase);
    SAY("done");
    on_a_thread(meddler);
    return meddler;
}

static void save(void *instance, void (*take)(const char *json, void *opaque), void *opaque) {
    meddle(instance, "save");
    take("{}", opaque);
}

static void activate(void *instance) {
    Meddler *meddler = instance;
    const signalbox_host *host = meddler->host;
    const signalbox_listener listener = {
        .receiver = {.deliver = deliver, .ended = has_ended, .opaque = meddler},
        .connected = connected,
        .released = released};
    meddle(meddler, "activate");
    host->listen(host->self, "stop-event", "{}", &listener);
    host->watch(host->self, meddler->pipe[0], readable, ignore, meddler);
    host->post(host->self, posted, meddler);
    host->arm_timer(host->self, 1, timed, meddler);
    on_a_thread(meddler);
    if (write(meddler->pipe[1], "x", 1) != 1) abort();
}

static void destroy(void *instance) {
    Meddler *meddler = instance;
    meddle(meddler, "destroy");
    on_a_thread(meddler);
    close(meddler->pipe[0]);
    close(meddler->pipe[1]);
    free(meddler);
}

const signalbox_plugin signalbox_plugin_entry = {
    .abi_major = SIGNALBOX_ABI_MAJOR,
    .abi_minor = SIGNALBOX_ABI_MINOR,
    .name = "meddler",
    .version = "1",
    .schema = &rogue_schema,
    .create = create,
    .save = save,
    .activate = activate,
    .destroy = destroy,
};
