/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#include "names/qmp_events.h"

#include <stddef.h>

#include "names/qmp_tables.h"
#include "signalbox/event.h"

void argument_event_close(ArgumentEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int argument_event_connect(ArgumentEvent *event, ArgumentEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void argument_event_signal(ArgumentEvent *event, const char *event_, const char *opaque_,
                           const char *data, const char *arguments, const char *cb_, const char *in,
                           const char *result, const char *text) {
    const struct argument_event_data in_ = {
        .event = event_,
        .opaque = opaque_,
        .data = data,
        .arguments = arguments,
        .cb = cb_,
        .in = in,
        .result = result,
        .text = text,
    };
    signalbox_event_emit(&event->connections, names_invoke_argument_event, &in_);
}

void argument_event_disconnect(ArgumentEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}

void x509_cert_event_close(X509CertEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int x509_cert_event_connect(X509CertEvent *event, X509CertEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void x509_cert_event_signal(X509CertEvent *event, HTTPStatusKind default_, bool has_class,
                            int64_t class_, int64_t errno_) {
    const struct x509_cert_event_data in_ = {
        .default_ = default_,
        .has_class = has_class,
        .class_ = class_,
        .errno_ = errno_,
    };
    signalbox_event_emit(&event->connections, names_invoke_x509_cert_event, &in_);
}

void x509_cert_event_disconnect(X509CertEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}
