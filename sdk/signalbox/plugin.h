/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_PLUGIN_H
#define SIGNALBOX_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signalbox/error.h"

/* The plugin ABI: all that passes between the host and a plugin. Most of it is called by what
 * qmpc generates; an author needs signalbox_plugin and, of signalbox_host, what she likes.
 *
 * signalbox_host and signalbox_plugin only ever grow at the end: that raises
 * SIGNALBOX_ABI_MINOR. Any other change to this file raises SIGNALBOX_ABI_MAJOR, and plugins of
 * another major are refused. See docs/plugin-abi.md.
 *
 * Strings are UTF-8 and end in NUL; what is handed to a function is valid during the call
 * unless it says otherwise. No C++ type, no exception and nothing to be freed by the other side
 * crosses. "Machine thread": one machine's calls are made one at a time, on the host's loop or,
 * for what the schema marks 'blocks', on that machine's worker. */
#define SIGNALBOX_ABI_MAJOR 1
#define SIGNALBOX_ABI_MINOR 1

#define SIGNALBOX_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* The identity of one emission: however many slots and clients, one number and one time. */
typedef struct signalbox_emission {
    uint64_t number;      /* 1, 2, …: counted by the machine; 0: made where no host counts */
    uint64_t cause;       /* number of the emission in whose slot this one was made, else 0 */
    int64_t seconds;      /* since 1970-01-01 UTC */
    int32_t microseconds; /* 0 to 999,999 */
} signalbox_emission;

/* Who hears the emissions of one connection. */
typedef struct signalbox_receiver {
    /* Takes one emission. `json` is its data, one JSON object of `length` bytes and a NUL, or
     * NULL for an event without members. Encode, post, return. [the thread that emits] */
    void (*deliver)(const signalbox_emission *emission, const char *json, size_t length,
                    void *opaque);

    /* The signal has ended by itself; no deliver() follows. `reason` is what clients are told:
     * "device-removed". The connection must still be disconnected. [any thread] */
    void (*ended)(const char *reason, void *opaque);

    void *opaque;
} signalbox_receiver;

/* What a command owes its client. Belongs to the host. */
typedef struct signalbox_reply signalbox_reply;

/* Bits of signalbox_command.flags and signalbox_accessor.flags: the schema's attributes. */
enum {
    SIGNALBOX_OOB = 1 << 0,        /* 'oob': call() runs on any thread, at once */
    SIGNALBOX_BLOCKS = 1 << 1,     /* 'blocks': runs on the machine's worker */
    SIGNALBOX_DEPRECATED = 1 << 2, /* 'deprecated' */
    SIGNALBOX_LEGACY = 1 << 3,     /* the accessor's event has a 'legacy' name */
    SIGNALBOX_STATE = 1 << 4,      /* 'state': the accessor's event carries machine state */
    SIGNALBOX_BY_DATA = 1 << 5,    /* the accessor's arguments name scalar members of the event's
                                      data, all optional: the host compares, connect() gets "{}" */
};

typedef struct signalbox_host signalbox_host;

struct addrinfo; /* <netdb.h> */

/* Whom a call is for. */
typedef struct signalbox_context {
    const signalbox_host *host;
    void *instance; /* what create() returned */
    void *opaque;   /* signalbox_accessor.opaque of the accessor that is called, else NULL */
} signalbox_context;

/* A command, as the schema compiler emits it. */
typedef struct signalbox_command {
    const char *name; /* "query-block" */
    uint32_t flags;

    /* Answers `reply` exactly once, now or later, with signalbox_host's reply_return or
     * reply_error. `arguments` is a JSON object. [machine thread; any thread if SIGNALBOX_OOB] */
    void (*call)(const signalbox_context *context, const char *arguments, signalbox_reply *reply);
} signalbox_command;

/* A signal accessor, as the schema compiler emits it. Clients see it as NAME-connect and
 * NAME-disconnect. `arguments` is a JSON object. */
typedef struct signalbox_accessor {
    const char *name;  /* "block-device-event" */
    const char *event; /* the wire name: "BLOCK_DEVICE_EVENT" */
    uint32_t flags;
    const char *successor; /* the schema's 'successor', or NULL */

    /* From now on `receiver`, which is copied, hears each emission. Returns the connection,
     * to be ended with disconnect(), or NULL with *errp set. [machine thread] */
    void *(*connect)(const signalbox_context *context, const char *arguments,
                     const signalbox_receiver *receiver, Error **errp);

    /* Ends a connection, also one whose signal has ended. When it returns, the receiver is
     * running nowhere and will not be called again. [machine thread] */
    void (*disconnect)(const signalbox_context *context, void *connection);

    /* Emits once on the signal that `arguments` name, as if the device had. `data` is a JSON
     * object, checked against the schema. Returns false with *errp set. [machine thread] */
    bool (*inject)(const signalbox_context *context, const char *arguments, const char *data,
                   Error **errp);

    void *opaque; /* for who makes accessors by hand; NULL in generated ones */
} signalbox_accessor;

/* A request that no plugin has a command for, as its client sent it. */
typedef struct signalbox_request {
    const char *command;
    const char *arguments;  /* the client's own text, a JSON object in QEMU's dialect; NULL: none */
    uint64_t session;       /* who asks, unique in a host run; 0: a plugin, by execute() */
    bool oob;               /* came as exec-oob */
    bool management;        /* came by a listener for management programs */
    const int *descriptors; /* that came with it (SCM_RIGHTS); closed when call() has returned */
    size_t descriptor_count;
} signalbox_request;

/* Answers what nobody else does: how a plugin stands in front of another QMP server. All run on
 * the host's loop, at once, also while a call that blocks runs on the machine's worker. */
typedef struct signalbox_rest {
    /* Whether the command is known to exist there. Such a name wins over those of plugins and of
     * the host, which are still reached as __org.signalbox_NAME. */
    bool (*has)(const signalbox_context *context, const char *command);

    /* As signalbox_command.call; must not wait. */
    void (*call)(const signalbox_context *context, const signalbox_request *request,
                 signalbox_reply *reply);

    /* A session has ended; what it asked is still to be answered. */
    void (*left)(const signalbox_context *context, uint64_t session);
} signalbox_rest;

/* A schema as it travels inside a plugin: what the generated NAME_schema is. */
typedef struct signalbox_schema {
    const char *text;          /* the source, includes resolved, as `qmpc` read it */
    const char *introspection; /* a JSON list in the form of QEMU's SchemaInfo, type names as
                                  "NAME.Type"; the host joins the lists of all its plugins */
} signalbox_schema;

typedef enum signalbox_log_level {
    SIGNALBOX_LOG_DEBUG = 0,
    SIGNALBOX_LOG_INFO,
    SIGNALBOX_LOG_WARNING,
    SIGNALBOX_LOG_ERROR
} signalbox_log_level;

/* A connection to another plugin's accessor, made now or when it appears. listen() copies it. */
typedef struct signalbox_listener {
    signalbox_receiver receiver; /* ended(): the accessor went, or its signal ended; it is
                                    connected again when the accessor returns */
    /* The connection stands; it may be ended here by unlisten(). Not before listen() has
     * returned, though a slot may run earlier; a connection that has ended by then is told by
     * ended() alone. May be NULL.
     * [machine thread] */
    void (*connected)(void *opaque);
    /* The listening is gone, by unlisten() or because destroy() was due: the last call, after
     * which `opaque` may be freed. May be NULL. [machine thread] */
    void (*released)(void *opaque);
} signalbox_listener;

typedef struct signalbox_listening signalbox_listening; /* belongs to the host */
typedef struct signalbox_timer signalbox_timer;         /* belongs to the host */
typedef struct signalbox_watch signalbox_watch;         /* belongs to the host */

/* What the host does for one instance of a plugin. Valid from create() until destroy() returns.
 * The first argument of each call is `self`. */
struct signalbox_host {
    uint32_t abi_minor; /* members of a later minor are not there */
    void *self;

    /* The struct handed in must stay valid until destroy() returns. Returns false with
     * *errp set if the name is taken. [inside create(); accessors: machine thread] */
    bool (*add_command)(void *self, const signalbox_command *command, Error **errp);
    bool (*add_accessor)(void *self, const signalbox_accessor *accessor, Error **errp);

    /* Answers a command; `reply` is gone afterwards. The error is taken over. [any thread] */
    void (*reply_return)(void *self, signalbox_reply *reply, const char *json);
    void (*reply_error)(void *self, signalbox_reply *reply, Error *error);

    /* Gives an emission its number and the time of day. [any thread] */
    void (*begin_emission)(void *self, uint64_t cause, signalbox_emission *emission);

    /* This plugin's part of the configuration as a JSON object of strings and objects; a key
     * that stands more than once is a list. Valid until destroy() returns. [any thread] */
    const char *(*configuration)(void *self);

    /* One line, without a line feed. [any thread] */
    void (*log)(void *self, signalbox_log_level level, const char *message);

    /* Runs `function` on the machine thread, after what is already queued; never once
     * destroy() has begun. [any thread] */
    void (*post)(void *self, void (*function)(void *opaque), void *opaque);

    /* Runs `function` once on the machine thread after `milliseconds`; the timer is gone then.
     * disarm_timer() ends one that has not run. [machine thread] */
    signalbox_timer *(*arm_timer)(void *self, uint64_t milliseconds, void (*function)(void *opaque),
                                  void *opaque);
    void (*disarm_timer)(void *self, signalbox_timer *timer);

    /* Connects to another plugin's accessor of this machine, now or when it appears.
     * unlisten() returns when the receiver is running nowhere, but inside one at once: no new
     * call of it starts, and released() comes later. The host does it for what is left when
     * destroy() is due. [machine thread] */
    signalbox_listening *(*listen)(void *self, const char *accessor, const char *arguments,
                                   const signalbox_listener *listener);
    void (*unlisten)(void *self, signalbox_listening *listening);

    /* Runs a command of this machine as if a client had sent it. `done` gets its return value,
     * or NULL and the error, which it may keep and must free; never once destroy() has begun. A
     * call that blocks may wait for a command that signalbox_rest answers, and for no other: those
     * wait for the call. [machine thread; done: the host's loop] */
    void (*execute)(void *self, const char *command, const char *arguments,
                    void (*done)(const char *json, Error *error, void *opaque), void *opaque);

    /* Waits until what has been emitted and not yet read by clients is below the limit that
     * suits a source without a rhythm of its own. [any thread but the machine's] */
    void (*wait_for_room)(void *self);

    /* Ends this machine, as the command `quit` does, once what was emitted and answered so far
     * has been written. [any thread] */
    void (*end_machine)(void *self);

    /* --- standing in front of another QMP server, on the host's loop --- */

    /* `rest`, valid until destroy() returns, gets what nobody else answers. The machine has no
     * clients until serve(). Returns false with *errp set if another plugin has claimed it.
     * [inside create()] */
    bool (*claim_rest)(void *self, const signalbox_rest *rest, Error **errp);

    /* Clients are accepted from now on and greeted with `greeting`, the JSON text of a QMP
     * greeting. [loop] */
    void (*serve)(void *self, const char *greeting);

    /* Behind what was emitted and answered so far: explicit connections of the machine's clients
     * end with `reason`, clients get what waits for them and are closed, and new ones are refused.
     * On a machine with hold-clients nothing of that happens; commands still come. [loop] */
    void (*suspend)(void *self, const char *reason);

    /* Sends an event to each explicit connection to an accessor of this plugin, or of one that
     * listens to it, and to nobody else. `data` is a JSON object. [loop] */
    void (*announce)(void *self, const char *event, const char *data);

    /* The connections of an accessor end with `reason`, and it is no longer offered. [loop] */
    void (*remove_accessor)(void *self, const signalbox_accessor *accessor, const char *reason);

    /* What the server has, in the form of signalbox_schema.introspection; takes the place of what
     * was said before. Returns false with *errp set if it is none. [loop] */
    bool (*describe)(void *self, const char *introspection, Error **errp);

    /* Calls `readable` whenever the descriptor can be read, and `writable` once after each
     * want_write(), also while a call that blocks runs on the machine's worker. The descriptor
     * stays the plugin's and stays open until unwatch(), which may be called inside both. [loop] */
    signalbox_watch *(*watch)(void *self, int fd, void (*readable)(void *opaque),
                              void (*writable)(void *opaque), void *opaque);
    void (*want_write)(void *self, signalbox_watch *watch);
    void (*unwatch)(void *self, signalbox_watch *watch);

    /* --- since minor 1, for who stands in front of another server --- */

    /* As arm_timer(), but `function` runs on the loop at once, as `readable` does: also while a
     * call that blocks runs on the machine's worker. Ended by disarm_timer(). [loop] */
    signalbox_timer *(*arm_prompt_timer)(void *self, uint64_t milliseconds,
                                         void (*function)(void *opaque), void *opaque);

    /* Looks up the addresses of a computer for a stream socket, on a thread of the host's, which
     * may take a minute. `port` is a number. `found` gets what getaddrinfo(3) gave: a list that is
     * valid during the call, or NULL and the error. It runs on the loop at once, and never once
     * destroy() has begun. [loop] */
    void (*look_up)(void *self, const char *name, const char *port,
                    void (*found)(const struct addrinfo *addresses, int error, void *opaque),
                    void *opaque);

    /* What is read by this descriptor is for one session alone; 0, as at the start: for all. A
     * management client that does not read holds up what is its own; one that has nothing of its
     * own holds up all that the machine's plugins watch. [loop] */
    void (*set_owner)(void *self, signalbox_watch *watch, uint64_t session);

    /* One of the machine's figures at /metrics, signalbox_NAME: a counter where the name ends in
     * _total, else a gauge. The names and texts of a plugin are few, and literals: nothing that a
     * client or a server says. [loop] */
    void (*set_figure)(void *self, const char *name, const char *help, double value);

    /* --- since minor 1, for a plugin that opens files for clients --- */

    /* Whether an open file or directory is one that the host lives on: its configuration, ledger,
     * logs, and all in the directories of its machines' files and plugins. A plugin must refuse it
     * to clients. [any thread] */
    bool (*owns_file)(void *self, int descriptor);

    /* --- since minor 1, for who stands in front of another server --- */

    /* The bytes of memory that the instance has because of what a server sends, such as a line that
     * has not ended; takes the place of what was said before, 0 at the start. They count towards
     * upstream-memory and total-memory. Returns false where there is no room for them: let go of
     * what can be done without, and say so again. [loop] */
    bool (*charge)(void *self, size_t bytes);
};

/* What a plugin does for the host. */
typedef struct signalbox_plugin {
    uint32_t abi_major; /* SIGNALBOX_ABI_MAJOR */
    uint32_t abi_minor; /* SIGNALBOX_ABI_MINOR */
    const char *name;   /* "block"; lower case, one of a name per machine */
    const char *version;
    const signalbox_schema *schema; /* the generated NAME_schema */

    /* Makes the instance for one machine: what signalbox_self() returns inside its commands and
     * accessors. `saved` is what save() of the instance that this one replaces gave, or NULL.
     * Returns NULL with *errp set if the plugin cannot work here; the host then forgets what it
     * added and does not call destroy(). [machine thread] */
    void *(*create)(const signalbox_host *host, const char *saved, Error **errp);

    /* Optional. Hands what a successor must know, as JSON text, to `take`, and changes
     * nothing. [machine thread] */
    void (*save)(void *instance, void (*take)(const char *json, void *opaque), void *opaque);

    /* Optional. Starts the instance's sources: its connections stand, and what it replaces has
     * been silenced. [machine thread] */
    void (*activate)(void *instance);

    /* Called once, when nothing is connected any more. On return none of the instance's
     * threads is running. [machine thread] */
    void (*destroy)(void *instance);

    /* Since minor 1; optional. Whether create() would accept the settings, for --check-config:
     * opens, makes and keeps nothing. `host` has only configuration(). Returns false with *errp
     * set if not. */
    bool (*check)(const signalbox_host *host, Error **errp);
} signalbox_plugin;

/* The one symbol that a plugin exports. */
SIGNALBOX_EXPORT extern const signalbox_plugin signalbox_plugin_entry;

#ifdef __cplusplus
}
#endif

#endif
