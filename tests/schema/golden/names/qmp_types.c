/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#include "names/qmp_tables.h"

#include <stddef.h>
#include <stdlib.h>

static const char *const HTTPStatusKind_values[] = {
    [HTTPSK_OK] = "ok",
    [HTTPSK_NOT_FOUND] = "not-found",
    [HTTPSK_404] = "404",
    [HTTPSK_NEW] = "new",
};
const wire_type names_wire_HTTPStatusKind = {
    .kind = WIRE_ENUM,
    .name = "HTTPStatusKind",
    .values = HTTPStatusKind_values,
    .value_count = 4,
};

static const char *const OtherThing_values[] = {
    [OT_ONE] = "one",
};
const wire_type names_wire_OtherThing = {
    .kind = WIRE_ENUM,
    .name = "OtherThing",
    .values = OtherThing_values,
    .value_count = 1,
};

static const char *const RunStateKind_values[] = {
    [RSK_PRELAUNCH] = "prelaunch",
    [RSK_RUNNING] = "running",
    [RSK_PAUSED] = "paused",
    [RSK_IO_ERROR] = "io-error",
    [RSK_WATCHDOG] = "watchdog",
    [RSK_SHUTDOWN] = "shutdown",
    [RSK_GUEST_PANICKED] = "guest-panicked",
    [RSK_A_RATHER_LONG_ONE] = "a-rather-long-one",
};
const wire_type names_wire_RunStateKind = {
    .kind = WIRE_ENUM,
    .name = "RunStateKind",
    .values = RunStateKind_values,
    .value_count = 8,
};

const wire_type names_wire_HTTPStatusKindList = {
    .kind = WIRE_LIST,
    .name = "HTTPStatusKindList",
    .element = &names_wire_HTTPStatusKind,
};

static const wire_member argument_event_data_members[] = {
    {"event", &wire_type_str, offsetof(struct argument_event_data, event), false, SIZE_MAX},
    {"opaque", &wire_type_str, offsetof(struct argument_event_data, opaque), false, SIZE_MAX},
    {"data", &wire_type_str, offsetof(struct argument_event_data, data), false, SIZE_MAX},
    {"arguments", &wire_type_str, offsetof(struct argument_event_data, arguments), false, SIZE_MAX},
    {"cb", &wire_type_str, offsetof(struct argument_event_data, cb), false, SIZE_MAX},
    {"in", &wire_type_str, offsetof(struct argument_event_data, in), false, SIZE_MAX},
    {"result", &wire_type_str, offsetof(struct argument_event_data, result), false, SIZE_MAX},
    {"text", &wire_type_str, offsetof(struct argument_event_data, text), false, SIZE_MAX},
};
static const uint16_t argument_event_data_print_order[] = {7, 6, 4, 0, 5, 3, 1, 2};
const wire_type names_wire_argument_event_data = {
    .kind = WIRE_STRUCT,
    .name = "ARGUMENT_EVENT",
    .size = sizeof(struct argument_event_data),
    .members = argument_event_data_members,
    .print_order = argument_event_data_print_order,
    .member_count = 8,
};

static const wire_member x509_cert_event_data_members[] = {
    {"default", &names_wire_HTTPStatusKind, offsetof(struct x509_cert_event_data, default_), false,
     SIZE_MAX},
    {"class", &wire_type_int64, offsetof(struct x509_cert_event_data, class_), true,
     offsetof(struct x509_cert_event_data, has_class)},
    {"errno", &wire_type_int64, offsetof(struct x509_cert_event_data, errno_), false, SIZE_MAX},
};
static const uint16_t x509_cert_event_data_print_order[] = {1, 0, 2};
const wire_type names_wire_x509_cert_event_data = {
    .kind = WIRE_STRUCT,
    .name = "X509_CERT_EVENT",
    .size = sizeof(struct x509_cert_event_data),
    .members = x509_cert_event_data_members,
    .print_order = x509_cert_event_data_print_order,
    .member_count = 3,
};

static const wire_member argument_event_arguments_members[] = {
    {"host", &wire_type_str, offsetof(struct argument_event_arguments, host), false, SIZE_MAX},
    {"sess", &wire_type_str, offsetof(struct argument_event_arguments, sess), false, SIZE_MAX},
    {"handle", &wire_type_str, offsetof(struct argument_event_arguments, handle), false, SIZE_MAX},
    {"errp", &wire_type_str, offsetof(struct argument_event_arguments, errp), false, SIZE_MAX},
    {"opaque", &wire_type_str, offsetof(struct argument_event_arguments, opaque), false, SIZE_MAX},
    {"text", &wire_type_str, offsetof(struct argument_event_arguments, text), false, SIZE_MAX},
    {"listening", &wire_type_str, offsetof(struct argument_event_arguments, listening), false,
     SIZE_MAX},
};
static const uint16_t argument_event_arguments_print_order[] = {5, 2, 0, 6, 1, 3, 4};
const wire_type names_wire_argument_event_arguments = {
    .kind = WIRE_STRUCT,
    .name = "argument-event",
    .size = sizeof(struct argument_event_arguments),
    .members = argument_event_arguments_members,
    .print_order = argument_event_arguments_print_order,
    .member_count = 7,
};

static const wire_member x509_cert_event_arguments_members[] = {
    {"context", &wire_type_str, offsetof(struct x509_cert_event_arguments, context), true,
     SIZE_MAX},
    {"receiver", &wire_type_str, offsetof(struct x509_cert_event_arguments, receiver), true,
     SIZE_MAX},
};
static const uint16_t x509_cert_event_arguments_print_order[] = {1, 0};
const wire_type names_wire_x509_cert_event_arguments = {
    .kind = WIRE_STRUCT,
    .name = "x509-cert-event",
    .size = sizeof(struct x509_cert_event_arguments),
    .members = x509_cert_event_arguments_members,
    .print_order = x509_cert_event_arguments_print_order,
    .member_count = 2,
};

static const wire_member operator_arguments_members[] = {
    {"result", &wire_type_str, offsetof(struct operator_arguments, result), false, SIZE_MAX},
    {"arguments", &wire_type_str, offsetof(struct operator_arguments, arguments), false, SIZE_MAX},
    {"reply", &wire_type_str, offsetof(struct operator_arguments, reply), false, SIZE_MAX},
    {"error", &wire_type_str, offsetof(struct operator_arguments, error), false, SIZE_MAX},
};
static const uint16_t operator_arguments_print_order[] = {0, 2, 1, 3};
const wire_type names_wire_operator_arguments = {
    .kind = WIRE_STRUCT,
    .name = "operator",
    .size = sizeof(struct operator_arguments),
    .members = operator_arguments_members,
    .print_order = operator_arguments_print_order,
    .member_count = 4,
};

static const wire_member a_command_whose_name_is_rather_long_arguments_members[] = {
    {"first", &wire_type_str, offsetof(struct a_command_whose_name_is_rather_long_arguments, first),
     false, SIZE_MAX},
    {"second", &wire_type_int64,
     offsetof(struct a_command_whose_name_is_rather_long_arguments, second), true,
     offsetof(struct a_command_whose_name_is_rather_long_arguments, has_second)},
};
static const uint16_t a_command_whose_name_is_rather_long_arguments_print_order[] = {1, 0};
const wire_type names_wire_a_command_whose_name_is_rather_long_arguments = {
    .kind = WIRE_STRUCT,
    .name = "a-command-whose-name-is-rather-long",
    .size = sizeof(struct a_command_whose_name_is_rather_long_arguments),
    .members = a_command_whose_name_is_rather_long_arguments_members,
    .print_order = a_command_whose_name_is_rather_long_arguments_print_order,
    .member_count = 2,
};

void http_status_kind_list_free(HTTPStatusKindList *list) {
    wire_free(&names_wire_HTTPStatusKindList, &list);
}

void names_invoke_argument_event(const void *data, void (*slot)(void), void *opaque) {
    const struct argument_event_data *unpacked = data;
    ((ArgumentEventFunc *)slot)(unpacked->event, unpacked->opaque, unpacked->data,
                                unpacked->arguments, unpacked->cb, unpacked->in, unpacked->result,
                                unpacked->text, opaque);
}

void names_invoke_x509_cert_event(const void *data, void (*slot)(void), void *opaque) {
    const struct x509_cert_event_data *unpacked = data;
    ((X509CertEventFunc *)slot)(unpacked->default_, unpacked->has_class, unpacked->class_,
                                unpacked->errno_, opaque);
}
