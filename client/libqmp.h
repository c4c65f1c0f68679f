/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIBQMP_H
#define LIBQMP_H

#include <stdbool.h>
#include <stdint.h>

/* libqmp, the typed client library for QMP with signals.
 *
 * Conventions: a session belongs to one thread at a time. Pointers are opaque; strings are UTF-8
 * and valid during the call. A function that takes `Error **errp` sets *errp on failure (the
 * caller frees it with error_free()); errp may be NULL. Nothing here starts a thread, installs a
 * signal handler, prints, or exits.
 *
 * A session is driven in one of two ways. Blocking: libqmp_* calls write and wait for their reply;
 * qmp_session_wait() waits for events. Or with a loop of the caller's: poll qmp_session_fd() for
 * qmp_session_events() and call qmp_session_process() when it is ready.
 *
 * Callbacks run inside qmp_session_process(), qmp_session_wait() and calls that wait for a reply,
 * never elsewhere, one at a time and in the order in which the server sent the events. A call runs
 * those of the events that came before its reply. Callbacks may connect, disconnect and call
 * commands (while such a call waits no callback runs: what comes waits for its turn); they may not
 * free the session, nor throw. */

#define LIBQMP_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* Why a call failed. The QMP error classes, or "GenericError" with the system's text. The same
 * type and functions as in signalbox/error.h; libqmp brings its own. */
#ifndef SIGNALBOX_ERROR_H
typedef struct Error Error;
LIBQMP_EXPORT const char *error_class(const Error *error);
LIBQMP_EXPORT const char *error_description(const Error *error);
LIBQMP_EXPORT void error_free(Error *error);
#endif

typedef struct QmpSession QmpSession;

/* All zero is a good default. Whether the server knows signals is asked, whatever its greeting
 * says: a Signalbox in front of a QEMU may greet as that QEMU does. A server that does not know
 * them (a bare QEMU) is a plain QMP server: nothing but timeout_ms has a meaning, every event comes
 * to the callback of qmp_session_on_event(), and connecting fails. */
typedef struct QmpOptions {
    bool keep_default_signals;  /* false: all default connections are opted out of */
    const char *client_name;    /* for client-info, at most 64 bytes; NULL: not sent */
    const char *client_version; /* at most 32 bytes; may be NULL */
    int timeout_ms;             /* for every blocking call; 0: 30,000; -1: for ever */
} QmpOptions;

/* Connects to a Unix socket, takes the greeting and negotiates. options may be NULL. NULL with
 * *errp set on failure. */
LIBQMP_EXPORT QmpSession *qmp_session_connect(const char *path, const QmpOptions *options,
                                              Error **errp);

/* The same in two steps, so that connections can be made in negotiation mode: with no gap and no
 * event twice. The first takes over `fd`, a connected stream socket, also when it fails; it takes
 * the greeting, says who the client is and opts out. The second ends negotiation mode. */
LIBQMP_EXPORT QmpSession *qmp_session_open(int fd, const QmpOptions *options, Error **errp);
LIBQMP_EXPORT bool qmp_session_negotiate(QmpSession *session, Error **errp);

/* Closes the socket and forgets connections and pending calls. NULL is ignored. */
LIBQMP_EXPORT void qmp_session_free(QmpSession *session);

/* For a loop of the caller's, level-triggered. events: POLLIN, and POLLOUT while there is output to
 * write or an event that a call has read waits for its turn: ask again before each poll. */
LIBQMP_EXPORT int qmp_session_fd(const QmpSession *session);
LIBQMP_EXPORT short qmp_session_events(const QmpSession *session);

/* Reads and writes what the socket gives and takes without waiting, runs the callbacks of events
 * that have come. false with *errp set when the connection is lost; then every later call fails
 * with the same text. */
LIBQMP_EXPORT bool qmp_session_process(QmpSession *session, Error **errp);

/* Waits at most timeout_ms (-1: for ever) until at least one event callback has run. Returns their
 * number, 0 on time-out, -1 with *errp set when the connection is lost. */
LIBQMP_EXPORT int qmp_session_wait(QmpSession *session, int timeout_ms, Error **errp);

/* Any command by name. `arguments` is a JSON object as text, or NULL. Returns the `return` value as
 * JSON text without white space that the caller frees with free(), or NULL with *errp set: the
 * server's error, or GenericError with a text of ours (time-out, connection lost). The reply to a
 * call that timed out is ignored when it comes. */
LIBQMP_EXPORT char *qmp_session_call(QmpSession *session, const char *command,
                                     const char *arguments, Error **errp);

/* Events that belong to no connection: those of default connections, and SIGNAL_DISCONNECTED and
 * SIGNAL_GAP, which also end or mark the connection with their tag; and an event of a connection
 * whose data is not what the generated code was made for. `data` is JSON text or NULL; the time is
 * that of the server's clock, -1 where it gave none. Without a callback they are dropped. */
typedef void(QmpEventFunc)(const char *event, const char *data, int64_t seconds,
                           int32_t microseconds, void *opaque);
LIBQMP_EXPORT void qmp_session_on_event(QmpSession *session, QmpEventFunc *callback, void *opaque);

/* Called when a connection ended by itself; `reason` as in SIGNAL_DISCONNECTED. Its handle is
 * gone. */
typedef void(QmpDisconnectedFunc)(int handle, const char *reason, void *opaque);
LIBQMP_EXPORT void qmp_session_on_disconnected(QmpSession *session, QmpDisconnectedFunc *callback,
                                               void *opaque);

/* ---- for generated code -------------------------------------------------------------------- */

struct wire_type;

/* Takes the data of one event of a connection: `data` is a structure of the connection's type,
 * freed by libqmp afterwards. Calls `slot` with its members and `opaque`. */
typedef void(QmpInvoke)(const void *data, void (*slot)(void), void *opaque);

/* Calls ACCESSOR-connect. Returns a positive handle, never used twice in a session, or 0 with
 * *errp set. `arguments` is a structure of arguments_type; both NULL where there are none.
 * data_type is NULL where the event has no data. Members that a newer server adds are passed
 * over. */
LIBQMP_EXPORT int libqmp_connect(QmpSession *session, const char *accessor,
                                 const struct wire_type *arguments_type, const void *arguments,
                                 const struct wire_type *data_type, QmpInvoke *invoke,
                                 void (*slot)(void), void *opaque, Error **errp);

/* Calls ACCESSOR-disconnect with the arguments and the handle's tag. The callback does not run any
 * more, whether or not the call fails. */
LIBQMP_EXPORT void libqmp_disconnect(QmpSession *session, const char *accessor,
                                     const struct wire_type *arguments_type, const void *arguments,
                                     int handle, Error **errp);

/* Calls a command. `result` points at a variable of result_type's representation (codec.h; a
 * structure: at a pointer, which gets a malloc'd structure); both NULL where it returns nothing.
 * It is set on success only. Members that a newer server adds are passed over. */
LIBQMP_EXPORT bool libqmp_call(QmpSession *session, const char *command,
                               const struct wire_type *arguments_type, const void *arguments,
                               const struct wire_type *result_type, void *result, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
