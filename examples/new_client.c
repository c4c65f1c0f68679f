/* SPDX-License-Identifier: Apache-2.0
 *
 * A client of the new kind: it wants no default connections, and hears of one device.
 *
 * usage: new_client SOCKET DEVICE
 *
 * Prints each event on a line, and its data on a second. A line on its standard input makes it ask
 * for the machine's status and print "--" when it has the answer: everything that came before is
 * printed by then. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "block/libqmp_block.h"
#include "client/libqmp.h"

static const char *const actions[] = {"report", "stop", "none"};
static const char *const operations[] = {"read", "write"};
static const char *const reasons[] = {"nospc", "io", "other"};

static void device_failed(BlockDeviceAction action, BlockDeviceOperation operation,
                          BlockDeviceActionReason reason, void *opaque) {
    (void)opaque;
    printf("BLOCK_DEVICE_EVENT\n  %s %s %s\n", actions[action], operations[operation],
           reasons[reason]);
    fflush(stdout);
}

static int failed(Error *error) {
    fprintf(stderr, "new_client: %s\n", error_description(error));
    error_free(error);
    return 1;
}

/* Events that are on their way come before the answer. */
static bool ask_for_status(QmpSession *session, Error **errp) {
    char *status = qmp_session_call(session, "query-status", NULL, errp);
    if (!status) return false;
    free(status);
    puts("--");
    fflush(stdout);
    return true;
}

int main(int count, char **words) {
    const QmpOptions options = {.client_name = "new_client", .client_version = "1.0"};
    Error *error = NULL;
    char line[80];

    if (count != 3) {
        fprintf(stderr, "usage: new_client SOCKET DEVICE\n");
        return 2;
    }
    QmpSession *session = qmp_session_connect(words[1], &options, &error);
    if (!session) return failed(error);
    if (!libqmp_block_device_event_connect(session, words[2], device_failed, NULL, &error)) {
        return failed(error);
    }
    for (;;) {
        struct pollfd ready[] = {
            {.fd = qmp_session_fd(session), .events = qmp_session_events(session)},
            {.fd = 0, .events = POLLIN}};
        poll(ready, 2, -1);
        if (ready[0].revents && !qmp_session_process(session, &error)) break;
        if (!ready[1].revents) continue;
        if (!fgets(line, sizeof line, stdin)) break;
        if (!ask_for_status(session, &error)) break;
    }
    qmp_session_free(session);
    return error ? failed(error) : 0;
}
