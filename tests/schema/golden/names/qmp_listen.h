/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef NAMES_QMP_LISTEN_H
#define NAMES_QMP_LISTEN_H

#include "names/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Each calls `cb` with every emission of a signal of this plugin, from now on or from when it
 * appears, until host->unlisten(). For other plugins of the machine. [machine thread] */

signalbox_listening *argument_event_listen(const signalbox_host *host, const char *host_,
                                           const char *sess_, const char *handle_,
                                           const char *errp_, const char *opaque_, const char *text,
                                           const char *listening, ArgumentEventFunc *cb,
                                           void *opaque);

signalbox_listening *x509_cert_event_listen(const signalbox_host *host, const char *context,
                                            const char *receiver, X509CertEventFunc *cb,
                                            void *opaque);

#ifdef __cplusplus
}
#endif

#endif
