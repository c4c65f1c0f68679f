/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef LIBQMP_NAMES_H
#define LIBQMP_NAMES_H

#include "client/libqmp.h"
#include "names/qmp_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* See client/libqmp.h for sessions, threads and errors. A connect returns a positive handle, or 0
 * with *errp set. What a command returns is the caller's; on failure it is zero and *errp is set.
 * An optional argument to be left out is NULL, or has `has_` false. */

int libqmp_argument_event_connect(QmpSession *sess, const char *host_, const char *sess_,
                                  const char *handle_, const char *errp_, const char *opaque_,
                                  const char *text, const char *listening, ArgumentEventFunc *cb,
                                  void *opaque, Error **errp);
void libqmp_argument_event_disconnect(QmpSession *sess, const char *host_, const char *sess_,
                                      const char *handle_, const char *errp_, const char *opaque_,
                                      const char *text, const char *listening, int handle,
                                      Error **errp);

int libqmp_x509_cert_event_connect(QmpSession *sess, const char *context, const char *receiver,
                                   X509CertEventFunc *cb, void *opaque, Error **errp);
void libqmp_x509_cert_event_disconnect(QmpSession *sess, const char *context, const char *receiver,
                                       int handle, Error **errp);

char *libqmp_operator_(QmpSession *sess, const char *result, const char *arguments,
                       const char *reply, const char *error, Error **errp);

HTTPStatusKindList *libqmp_a_command_whose_name_is_rather_long(QmpSession *sess, const char *first,
                                                               bool has_second, int64_t second,
                                                               Error **errp);

#ifdef __cplusplus
}
#endif

#endif
