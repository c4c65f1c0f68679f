/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#include "names/libqmp_names.h"

#include <stddef.h>

#include "names/qmp_tables.h"

int libqmp_argument_event_connect(QmpSession *sess, const char *host_, const char *sess_,
                                  const char *handle_, const char *errp_, const char *opaque_,
                                  const char *text, const char *listening, ArgumentEventFunc *cb,
                                  void *opaque, Error **errp) {
    const struct argument_event_arguments in_ = {
        .host = host_,
        .sess = sess_,
        .handle = handle_,
        .errp = errp_,
        .opaque = opaque_,
        .text = text,
        .listening = listening,
    };
    return libqmp_connect(sess, "argument-event", &names_wire_argument_event_arguments, &in_,
                          &names_wire_argument_event_data, names_invoke_argument_event,
                          (void (*)(void))cb, opaque, errp);
}

void libqmp_argument_event_disconnect(QmpSession *sess, const char *host_, const char *sess_,
                                      const char *handle_, const char *errp_, const char *opaque_,
                                      const char *text, const char *listening, int handle,
                                      Error **errp) {
    const struct argument_event_arguments in_ = {
        .host = host_,
        .sess = sess_,
        .handle = handle_,
        .errp = errp_,
        .opaque = opaque_,
        .text = text,
        .listening = listening,
    };
    libqmp_disconnect(sess, "argument-event", &names_wire_argument_event_arguments, &in_, handle,
                      errp);
}

int libqmp_x509_cert_event_connect(QmpSession *sess, const char *context, const char *receiver,
                                   X509CertEventFunc *cb, void *opaque, Error **errp) {
    const struct x509_cert_event_arguments in_ = {
        .context = context,
        .receiver = receiver,
    };
    return libqmp_connect(sess, "x509-cert-event", &names_wire_x509_cert_event_arguments, &in_,
                          &names_wire_x509_cert_event_data, names_invoke_x509_cert_event,
                          (void (*)(void))cb, opaque, errp);
}

void libqmp_x509_cert_event_disconnect(QmpSession *sess, const char *context, const char *receiver,
                                       int handle, Error **errp) {
    const struct x509_cert_event_arguments in_ = {
        .context = context,
        .receiver = receiver,
    };
    libqmp_disconnect(sess, "x509-cert-event", &names_wire_x509_cert_event_arguments, &in_, handle,
                      errp);
}

char *libqmp_operator_(QmpSession *sess, const char *result, const char *arguments,
                       const char *reply, const char *error, Error **errp) {
    const struct operator_arguments in_ = {
        .result = result,
        .arguments = arguments,
        .reply = reply,
        .error = error,
    };
    char *result_ = NULL;
    libqmp_call(sess, "operator", &names_wire_operator_arguments, &in_, &wire_type_str, &result_,
                errp);
    return result_;
}

HTTPStatusKindList *libqmp_a_command_whose_name_is_rather_long(QmpSession *sess, const char *first,
                                                               bool has_second, int64_t second,
                                                               Error **errp) {
    const struct a_command_whose_name_is_rather_long_arguments in_ = {
        .first = first,
        .has_second = has_second,
        .second = second,
    };
    HTTPStatusKindList *result_ = NULL;
    libqmp_call(sess, "a-command-whose-name-is-rather-long",
                &names_wire_a_command_whose_name_is_rather_long_arguments, &in_,
                &names_wire_HTTPStatusKindList, &result_, errp);
    return result_;
}
