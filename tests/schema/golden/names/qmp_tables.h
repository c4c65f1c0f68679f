/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef NAMES_QMP_TABLES_H
#define NAMES_QMP_TABLES_H

#include "names/qmp_types.h"
#include "wire/codec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For generated code alone. */

struct argument_event_data {
    const char *event;
    const char *opaque;
    const char *data;
    const char *arguments;
    const char *cb;
    const char *in;
    const char *result;
    const char *text;
};

struct x509_cert_event_data {
    HTTPStatusKind default_;
    bool has_class;
    int64_t class_;
    int64_t errno_;
};

struct argument_event_arguments {
    const char *host;
    const char *sess;
    const char *handle;
    const char *errp;
    const char *opaque;
    const char *text;
    const char *listening;
};

struct x509_cert_event_arguments {
    const char *context;
    const char *receiver;
};

struct operator_arguments {
    const char *result;
    const char *arguments;
    const char *reply;
    const char *error;
};

struct a_command_whose_name_is_rather_long_arguments {
    const char *first;
    bool has_second;
    int64_t second;
};

extern const wire_type names_wire_HTTPStatusKind;
extern const wire_type names_wire_OtherThing;
extern const wire_type names_wire_RunStateKind;
extern const wire_type names_wire_HTTPStatusKindList;
extern const wire_type names_wire_argument_event_data;
extern const wire_type names_wire_x509_cert_event_data;
extern const wire_type names_wire_argument_event_arguments;
extern const wire_type names_wire_x509_cert_event_arguments;
extern const wire_type names_wire_operator_arguments;
extern const wire_type names_wire_a_command_whose_name_is_rather_long_arguments;

/* Call a slot, cast back to its type, with the members of `data`. */
void names_invoke_argument_event(const void *data, void (*slot)(void), void *opaque);
void names_invoke_x509_cert_event(const void *data, void (*slot)(void), void *opaque);

#ifdef __cplusplus
}
#endif

#endif
