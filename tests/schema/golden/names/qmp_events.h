/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef NAMES_QMP_EVENTS_H
#define NAMES_QMP_EVENTS_H

#include "names/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For each event FOO: foo_close() ends its connections, before the memory goes; foo_connect()
 * returns a positive handle for foo_disconnect(); foo_signal() calls every slot. [any thread] */
struct signalbox_event;

/* Members that generated code uses for its own parameters and variables. */
typedef struct ArgumentEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} ArgumentEvent;
void argument_event_close(ArgumentEvent *event);
int argument_event_connect(ArgumentEvent *event, ArgumentEventFunc *cb, void *opaque);
void argument_event_signal(ArgumentEvent *event, const char *event_, const char *opaque_,
                           const char *data, const char *arguments, const char *cb_, const char *in,
                           const char *result, const char *text);
void argument_event_disconnect(ArgumentEvent *event, int handle);

typedef struct X509CertEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} X509CertEvent;
void x509_cert_event_close(X509CertEvent *event);
int x509_cert_event_connect(X509CertEvent *event, X509CertEventFunc *cb, void *opaque);
void x509_cert_event_signal(X509CertEvent *event, HTTPStatusKind default_, bool has_class,
                            int64_t class_, int64_t errno_);
void x509_cert_event_disconnect(X509CertEvent *event, int handle);

/* The accessors, for the plugin to define: each returns the signal that its arguments name, or
 * NULL with *errp set. [machine thread] */

ArgumentEvent *qmp_argument_event(const char *host_, const char *sess_, const char *handle_,
                                  const char *errp_, const char *opaque_, const char *text,
                                  const char *listening, Error **errp);

X509CertEvent *qmp_x509_cert_event(const char *context, const char *receiver, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
