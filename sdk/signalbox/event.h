/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_EVENT_H
#define SIGNALBOX_EVENT_H

#include "signalbox/plugin.h"
#include "signalbox/self.h"

/* What generated code calls. Authors use the typed functions that qmpc makes of it.
 *
 * An event is one pointer, all zero at first: FooEvent. For the order of slots, for threads and
 * for what a disconnect promises see signal.hpp: both are one algorithm. */

#ifdef __cplusplus
extern "C" {
#endif

/* What the pointer in a FooEvent points to. */
typedef struct signalbox_event signalbox_event;

/* A FooFunc, whatever its arguments. */
typedef void signalbox_slot(void);

/* Calls `slot`, a FooFunc, with the members of `arguments`, a Foo, and `opaque`. */
typedef void signalbox_invoke(const void *arguments, signalbox_slot *slot, void *opaque);

/* Writes the text of `arguments`, one JSON object and a NUL, to *buffer, which has *capacity
 * bytes from malloc() and may be reallocated; *length is without the NUL. */
typedef void signalbox_encode(const void *arguments, char **buffer, size_t *length,
                              size_t *capacity);

/* Returns a handle: positive, and never used twice before the event is closed. [any thread] */
int signalbox_event_connect(signalbox_event **event, signalbox_slot *slot, void *opaque);

/* A handle that is unknown, or was disconnected before, is ignored. [any thread] */
void signalbox_event_disconnect(signalbox_event **event, int handle);

/* Calls the slots and taps. One emission: one number and one time for all of them, taken from
 * the host that the first tap was connected for, else from the host inside whose call a slot
 * was connected; without either the number is 0. [any thread] */
void signalbox_event_emit(signalbox_event **event, signalbox_invoke *invoke, const void *arguments);

/* Ends all connections; then *event is NULL. Each tap's receiver hears ended(reason) once, after
 * its last deliver(); inside a slot that may be after this returns, when the emissions that are
 * running have ended. Nobody else may use the event meanwhile but for emitting and for
 * signalbox_tap_disconnect(). [any thread] */
void signalbox_event_close(signalbox_event **event, const char *reason);

/* The emission in whose slot the calling thread is, or NULL. Valid until the slot returns. */
const signalbox_emission *signalbox_current_emission(void);

/* Connects `receiver`, which is copied. `encode` is NULL for an event without members. Returns
 * what signalbox_accessor.connect does. Cannot fail; `errp` is there for the caller's form. */
void *signalbox_tap_connect(const signalbox_context *context, signalbox_event **event,
                            const signalbox_receiver *receiver, signalbox_encode *encode,
                            Error **errp);

/* Ends a tap, also one whose event was closed and is gone. Outside any slot it returns when the
 * receiver is running nowhere; it will not be called again. [any thread] */
void signalbox_tap_disconnect(void *tap);

/* Whom the calling thread worked for before signalbox_scope_enter(). */
typedef struct signalbox_scope {
    void *previous_instance;
    const signalbox_host *previous_host;
} signalbox_scope;

/* Sets what signalbox_self() and signalbox_self_host() return on the calling thread. Each enter
 * is left, the innermost first. */
signalbox_scope signalbox_scope_enter(const signalbox_context *context);
void signalbox_scope_leave(signalbox_scope scope);

/* Connects `slot` to another plugin's accessor. Each emission's text is made a struct of
 * `data_size` bytes, all zero at first, by `decode`, handed to `slot` by `invoke`, and ended by
 * `release`; `decode` and `release` are NULL for an event without members. What cannot be decoded
 * is logged and dropped. Ends with host->unlisten(), at the latest when destroy() is due.
 * [machine thread] */
signalbox_listening *signalbox_listen(const signalbox_host *host, const char *accessor,
                                      const char *arguments,
                                      bool (*decode)(const char *json, size_t length, void *data),
                                      size_t data_size, void (*release)(void *data),
                                      signalbox_invoke *invoke, signalbox_slot *slot, void *opaque);

#ifdef __cplusplus
}
#endif

#endif
