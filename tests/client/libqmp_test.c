/* SPDX-License-Identifier: Apache-2.0
 *
 * What a C program does with libqmp and generated code, with a real signalboxd.
 *
 * usage: libqmp_test SIGNALBOXD PLUGIN_DIR */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "block/libqmp_block.h"
#include "client/libqmp.h"
#include "legacy/libqmp_legacy.h"

static char folder[] = "/tmp/libqmp_test.XXXXXX";
static pid_t host;

static void end_host(void) {
    if (host > 0) {
        kill(host, SIGTERM);
        waitpid(host, NULL, 0);
    }
    host = 0;
    for (const char *const *name = (const char *const[]){"host.info", "monitor", "disk0.img", NULL};
         *name; ++name) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, *name);
        unlink(path);
    }
    rmdir(folder);
}

static void check_(bool holds, const char *text, int line, Error *error) {
    if (holds && !error) return;
    fprintf(stderr, "libqmp_test.c:%d: %s: %s\n", line, text,
            error ? error_description(error) : "does not hold");
    error_free(error);
    end_host();
    exit(1);
}

#define CHECK(condition) check_(condition, #condition, __LINE__, NULL)
/* The same, and that no error was set. */
#define CHECK_OK(condition) check_(condition, #condition, __LINE__, error)

static void check_error_(Error *error, const char *class_name, const char *description, int line) {
    check_(error != NULL, "an error is set", line, NULL);
    check_(strcmp(error_class(error), class_name) == 0, error_class(error), line, NULL);
    check_(strcmp(error_description(error), description) == 0, error_description(error), line,
           NULL);
    error_free(error);
}

#define CHECK_ERROR(error, class_name, description) \
    check_error_(error, class_name, description, __LINE__)

static void write_configuration(const char *path, const char *plugin_dir) {
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "machine test {\n  listen unix:monitor\n  plugin-dir \"%s\"\n", plugin_dir);
    fprintf(file, "  plugin block { drive { id disk0 file \"%s/disk0.img\" size 65536\n", folder);
    fprintf(file, "    werror report } }\n  plugin legacy\n}\n");
    CHECK(fclose(file) == 0);
}

/* Returns when the host's socket is in the folder. */
static void start_host(const char *program, const char *plugin_dir) {
    char configuration[64];
    char events[4096];

    CHECK(mkdtemp(folder) != NULL);
    snprintf(configuration, sizeof configuration, "%s/host.info", folder);
    write_configuration(configuration, plugin_dir);
    const int watch = inotify_init1(IN_CLOEXEC);
    CHECK(watch >= 0 && inotify_add_watch(watch, folder, IN_CREATE | IN_MOVED_TO) >= 0);
    host = fork();
    if (host == 0) {
        execl(program, program, "--config", configuration, (char *)NULL);
        _exit(127);
    }
    do {
        CHECK(read(watch, events, sizeof events) > 0);
    } while (!memmem(events, sizeof events, "monitor", sizeof "monitor"));
    close(watch);
}

/* Between bind() and listen() a socket refuses. */
static QmpSession *connected(const QmpOptions *options) {
    char path[64];
    Error *error = NULL;
    QmpSession *session;

    snprintf(path, sizeof path, "%s/monitor", folder);
    while (!(session = qmp_session_connect(path, options, &error)) &&
           strstr(error_description(error), strerror(ECONNREFUSED))) {
        error_free(error);
        error = NULL;
    }
    CHECK_OK(session != NULL);
    return session;
}

typedef struct Heard {
    int count;
    BlockDeviceAction action;
    BlockDeviceOperation operation;
    BlockDeviceActionReason reason;
} Heard;

static void hear_device(BlockDeviceAction action, BlockDeviceOperation operation,
                        BlockDeviceActionReason reason, void *opaque) {
    Heard *heard = opaque;
    *heard = (Heard){heard->count + 1, action, operation, reason};
}

static void hear_legacy(const char *device, BlockIOOperation operation, BlockIOAction action,
                        void *opaque) {
    Heard *heard = opaque;
    (void)action;
    (void)operation;
    CHECK(strcmp(device, "disk0") == 0);
    ++heard->count;
}

static void count_event(const char *event, const char *data, int64_t seconds, int32_t microseconds,
                        void *opaque) {
    (void)event, (void)data, (void)seconds, (void)microseconds;
    ++*(int *)opaque;
}

static void note_end(int handle, const char *reason, void *opaque) {
    CHECK(strcmp(reason, "device-removed") == 0);
    *(int *)opaque = handle;
}

static void fail_a_write(QmpSession *session) {
    Error *error = NULL;
    libqmp_block_fault_add(session, "disk0", BFO_WRITE, "ENOSPC", false, 0, true, 1, &error);
    CHECK_OK(true);
    libqmp_block_write(session, "disk0", 0, NULL, true, 7, true, 512, &error);
    CHECK(error != NULL);
    error_free(error);
}

static void typed_calls_have_c_types(QmpSession *session) {
    Error *error = NULL;

    BlockInfoList *disks = libqmp_query_block(session, &error);
    CHECK_OK(disks != NULL && disks->next == NULL);
    CHECK(strcmp(disks->value->device, "disk0") == 0);
    CHECK(disks->value->inserted->image->virtual_size == 65536);
    block_info_list_free(disks);

    StatusInfo *status = libqmp_query_status(session, &error);
    CHECK_OK(status != NULL && status->running);
    status_info_free(status);

    char *data = libqmp_block_read(session, "disk0", 0, 3, &error);
    CHECK_OK(data != NULL && strcmp(data, "AAAA") == 0);
    free(data);

    data = libqmp_block_read(session, "disk9", 0, 3, &error);
    CHECK(data == NULL);
    CHECK_ERROR(error, "DeviceNotFound", "Device 'disk9' not found");
}

static void events_come_while_connected(QmpSession *session) {
    Error *error = NULL;
    Heard device = {0};
    Heard legacy = {0};

    const int handle =
        libqmp_block_device_event_connect(session, "disk0", hear_device, &device, &error);
    CHECK_OK(handle > 0);
    const int legacy_handle = libqmp_block_io_event_connect(session, hear_legacy, &legacy, &error);
    CHECK_OK(legacy_handle > 0 && legacy_handle != handle);

    fail_a_write(session); /* events come before the reply of what caused them */
    CHECK(device.count == 1 && legacy.count == 1);
    CHECK(device.action == BDA_REPORT);
    CHECK(device.operation == BDO_WRITE && device.reason == BDAR_NOSPC);

    libqmp_block_device_event_disconnect(session, "disk0", handle, &error);
    CHECK_OK(true);
    fail_a_write(session);
    CHECK(device.count == 1 && legacy.count == 2);
    libqmp_block_io_event_disconnect(session, legacy_handle, &error);
    CHECK_OK(true);

    libqmp_block_io_event_disconnect(session, legacy_handle, &error);
    check_(error != NULL, "a handle ends once", __LINE__, NULL);
    error_free(error);
    error = NULL;
    CHECK(libqmp_block_device_event_connect(session, "disk9", hear_device, NULL, &error) == 0);
    CHECK_ERROR(error, "DeviceNotFound", "Device 'disk9' not found");
}

static void defaults_come_unless_opted_out(QmpSession *opted_out) {
    Error *error = NULL;
    int of_old = 0;
    int of_new = 0;
    QmpSession *old = connected(&(QmpOptions){.keep_default_signals = true});

    qmp_session_on_event(old, count_event, &of_old);
    qmp_session_on_event(opted_out, count_event, &of_new);
    libqmp_stop(old, &error);
    CHECK_OK(of_old == 1);
    libqmp_cont(opted_out, &error);
    CHECK_OK(of_new == 0);
    while (of_old < 2) CHECK(qmp_session_wait(old, -1, NULL) > 0);
    qmp_session_on_event(opted_out, NULL, NULL);
    qmp_session_free(old);
}

static void a_removed_device_ends_its_handle(QmpSession *session) {
    Error *error = NULL;
    Heard heard = {0};
    int ended = 0;

    qmp_session_on_disconnected(session, note_end, &ended);
    const int handle =
        libqmp_block_device_event_connect(session, "disk0", hear_device, &heard, &error);
    CHECK_OK(handle > 0);
    libqmp_block_del(session, "disk0", &error);
    CHECK_OK(true);
    while (!ended) CHECK(qmp_session_wait(session, -1, NULL) > 0);
    CHECK(ended == handle);
}

static void the_end_of_the_host_is_an_error(QmpSession *session) {
    Error *error = NULL;
    kill(host, SIGTERM);
    while (qmp_session_wait(session, -1, &error) >= 0) {
    }
    CHECK(error != NULL);
    error_free(error);

    int status;
    CHECK(waitpid(host, &status, 0) == host);
    host = 0;
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: libqmp_test SIGNALBOXD PLUGIN_DIR\n");
        return 2;
    }
    start_host(argv[1], argv[2]);
    QmpSession *session = connected(&(QmpOptions){.client_name = "libqmp_test"});
    typed_calls_have_c_types(session);
    events_come_while_connected(session);
    defaults_come_unless_opted_out(session);
    a_removed_device_ends_its_handle(session);
    the_end_of_the_host_is_an_error(session);
    qmp_session_free(session);
    end_host();
    return 0;
}
