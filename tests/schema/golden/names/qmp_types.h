/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef NAMES_QMP_TYPES_H
#define NAMES_QMP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Capitals make the prefix; the values start with a digit or are keywords. */
typedef enum HTTPStatusKind {
    HTTPSK_OK = 0,
    HTTPSK_NOT_FOUND,
    HTTPSK_404,
    HTTPSK_NEW,
} HTTPStatusKind;

typedef enum OtherThing { OT_ONE = 0 } OtherThing;

/* Six and more stand in columns. */
typedef enum RunStateKind {
    RSK_PRELAUNCH = 0,
    RSK_RUNNING,
    RSK_PAUSED,
    RSK_IO_ERROR,
    RSK_WATCHDOG,
    RSK_SHUTDOWN,
    RSK_GUEST_PANICKED,
    RSK_A_RATHER_LONG_ONE,
} RunStateKind;

typedef struct HTTPStatusKindList {
    struct HTTPStatusKindList *next;
    HTTPStatusKind value;
} HTTPStatusKindList;

/* Free a value and all that hangs on it, as malloc() made it; NULL is ignored. */
void http_status_kind_list_free(HTTPStatusKindList *list);

#define QEVENT_ARGUMENT_EVENT "ARGUMENT_EVENT"
/* Members that generated code uses for its own parameters and variables. */
typedef void(ArgumentEventFunc)(const char *event_, const char *opaque_, const char *data,
                                const char *arguments, const char *cb_, const char *in,
                                const char *result, const char *text, void *opaque);

#define QEVENT_X509_CERT_EVENT "X509_CERT_EVENT"
typedef void(X509CertEventFunc)(HTTPStatusKind default_, bool has_class, int64_t class_,
                                int64_t errno_, void *opaque);

#ifdef __cplusplus
}
#endif

#endif
