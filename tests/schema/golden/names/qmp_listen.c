/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#include "names/qmp_listen.h"

#include <stdlib.h>

#include "names/qmp_tables.h"
#include "signalbox/event.h"

static bool decode_argument_event(const char *json, size_t length, void *data) {
    char *why = NULL;
    const bool decoded = wire_decode(json, length, &names_wire_argument_event_data, data, &why);
    free(why);
    return decoded;
}

static void release_argument_event(void *data) {
    wire_free(&names_wire_argument_event_data, data);
}

static bool decode_x509_cert_event(const char *json, size_t length, void *data) {
    char *why = NULL;
    const bool decoded = wire_decode(json, length, &names_wire_x509_cert_event_data, data, &why);
    free(why);
    return decoded;
}

static void release_x509_cert_event(void *data) {
    wire_free(&names_wire_x509_cert_event_data, data);
}

signalbox_listening *argument_event_listen(const signalbox_host *host, const char *host_,
                                           const char *sess_, const char *handle_,
                                           const char *errp_, const char *opaque_, const char *text,
                                           const char *listening, ArgumentEventFunc *cb,
                                           void *opaque) {
    const struct argument_event_arguments in_ = {
        .host = host_,
        .sess = sess_,
        .handle = handle_,
        .errp = errp_,
        .opaque = opaque_,
        .text = text,
        .listening = listening,
    };
    char *text_ = wire_encode(&names_wire_argument_event_arguments, &in_, NULL);
    signalbox_listening *listening_ = signalbox_listen(
        host, "argument-event", text_, decode_argument_event, sizeof(struct argument_event_data),
        release_argument_event, names_invoke_argument_event, (signalbox_slot *)cb, opaque);
    free(text_);
    return listening_;
}

signalbox_listening *x509_cert_event_listen(const signalbox_host *host, const char *context,
                                            const char *receiver, X509CertEventFunc *cb,
                                            void *opaque) {
    const struct x509_cert_event_arguments in_ = {
        .context = context,
        .receiver = receiver,
    };
    char *text_ = wire_encode(&names_wire_x509_cert_event_arguments, &in_, NULL);
    signalbox_listening *listening_ = signalbox_listen(
        host, "x509-cert-event", text_, decode_x509_cert_event, sizeof(struct x509_cert_event_data),
        release_x509_cert_event, names_invoke_x509_cert_event, (signalbox_slot *)cb, opaque);
    free(text_);
    return listening_;
}
