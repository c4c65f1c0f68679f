/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#include "names/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "names/qmp_commands.h"
#include "names/qmp_events.h"
#include "names/qmp_tables.h"
#include "signalbox/event.h"

/* Reads `arguments` into the zeroed structure `value`; sets *errp where they do not fit. */
static bool read_arguments(const char *arguments, const wire_type *type, void *value,
                           Error **errp) {
    char *why = NULL;
    const bool read = wire_decode(arguments, strlen(arguments), type, value, &why);
    if (!read) error_set(errp, "GenericError", "%s", why);
    free(why);
    return read;
}

static void disconnect(const signalbox_context *context, void *connection) {
    (void)context;
    signalbox_tap_disconnect(connection);
}

/* Answers with the error or, where `type` is not NULL, with the value. */
static void answer(const signalbox_context *context, signalbox_reply *reply, const wire_type *type,
                   const void *value, Error *error) {
    const signalbox_host *host = context->host;
    if (error) {
        host->reply_error(host->self, reply, error);
        return;
    }
    char *json = type ? wire_encode(type, value, NULL) : NULL;
    host->reply_return(host->self, reply, json ? json : "{}");
    free(json);
}

static void encode_argument_event(const void *arguments, char **buffer, size_t *length,
                                  size_t *capacity) {
    wire_encode_append(&names_wire_argument_event_data, arguments, buffer, length, capacity);
}

static void encode_x509_cert_event(const void *arguments, char **buffer, size_t *length,
                                   size_t *capacity) {
    wire_encode_append(&names_wire_x509_cert_event_data, arguments, buffer, length, capacity);
}

static ArgumentEvent *find_argument_event(const signalbox_context *context, const char *arguments,
                                          Error **errp) {
    struct argument_event_arguments in = {0};
    const bool read = read_arguments(arguments, &names_wire_argument_event_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    ArgumentEvent *event = qmp_argument_event(in.host, in.sess, in.handle, in.errp, in.opaque,
                                              in.text, in.listening, errp);
    signalbox_scope_leave(scope);
    wire_free(&names_wire_argument_event_arguments, &in);
    return event;
}

static void *connect_argument_event(const signalbox_context *context, const char *arguments,
                                    const signalbox_receiver *receiver, Error **errp) {
    ArgumentEvent *event = find_argument_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, encode_argument_event,
                                 errp);
}

static bool inject_argument_event(const signalbox_context *context, const char *arguments,
                                  const char *data, Error **errp) {
    ArgumentEvent *event = find_argument_event(context, arguments, errp);
    if (!event) return false;
    struct argument_event_data in = {0};
    const bool read = read_arguments(data, &names_wire_argument_event_data, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, names_invoke_argument_event, &in);
    wire_free(&names_wire_argument_event_data, &in);
    return true;
}

static const signalbox_accessor accessor_argument_event = {
    .name = "argument-event",
    .event = "ARGUMENT_EVENT",
    .flags = 0,
    .successor = NULL,
    .connect = connect_argument_event,
    .disconnect = disconnect,
    .inject = inject_argument_event,
};

static X509CertEvent *find_x509_cert_event(const signalbox_context *context, const char *arguments,
                                           Error **errp) {
    struct x509_cert_event_arguments in = {0};
    const bool read = read_arguments(arguments, &names_wire_x509_cert_event_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    X509CertEvent *event = qmp_x509_cert_event(in.context, in.receiver, errp);
    signalbox_scope_leave(scope);
    wire_free(&names_wire_x509_cert_event_arguments, &in);
    return event;
}

static void *connect_x509_cert_event(const signalbox_context *context, const char *arguments,
                                     const signalbox_receiver *receiver, Error **errp) {
    X509CertEvent *event = find_x509_cert_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, encode_x509_cert_event,
                                 errp);
}

static bool inject_x509_cert_event(const signalbox_context *context, const char *arguments,
                                   const char *data, Error **errp) {
    X509CertEvent *event = find_x509_cert_event(context, arguments, errp);
    if (!event) return false;
    struct x509_cert_event_data in = {0};
    const bool read = read_arguments(data, &names_wire_x509_cert_event_data, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, names_invoke_x509_cert_event, &in);
    wire_free(&names_wire_x509_cert_event_data, &in);
    return true;
}

static const signalbox_accessor accessor_x509_cert_event = {
    .name = "x509-cert-event",
    .event = "X509_CERT_EVENT",
    .flags = 0,
    .successor = NULL,
    .connect = connect_x509_cert_event,
    .disconnect = disconnect,
    .inject = inject_x509_cert_event,
};

static void call_operator_(const signalbox_context *context, const char *arguments,
                           signalbox_reply *reply) {
    Error *error = NULL;
    struct operator_arguments in = {0};
    char *result = NULL;
    const bool read = read_arguments(arguments, &names_wire_operator_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_operator_(in.result, in.arguments, in.reply, in.error, &error);
        signalbox_scope_leave(scope);
        wire_free(&names_wire_operator_arguments, &in);
    }
    answer(context, reply, &wire_type_str, &result, error);
    wire_free(&wire_type_str, &result);
}

static const signalbox_command command_operator_ = {
    .name = "operator",
    .flags = 0,
    .call = call_operator_,
};

static void call_a_command_whose_name_is_rather_long(const signalbox_context *context,
                                                     const char *arguments,
                                                     signalbox_reply *reply) {
    Error *error = NULL;
    struct a_command_whose_name_is_rather_long_arguments in = {0};
    HTTPStatusKindList *result = NULL;
    const bool read = read_arguments(
        arguments, &names_wire_a_command_whose_name_is_rather_long_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result =
            qmp_a_command_whose_name_is_rather_long(in.first, in.has_second, in.second, &error);
        signalbox_scope_leave(scope);
        wire_free(&names_wire_a_command_whose_name_is_rather_long_arguments, &in);
    }
    answer(context, reply, &names_wire_HTTPStatusKindList, &result, error);
    wire_free(&names_wire_HTTPStatusKindList, &result);
}

static const signalbox_command command_a_command_whose_name_is_rather_long = {
    .name = "a-command-whose-name-is-rather-long",
    .flags = 0,
    .call = call_a_command_whose_name_is_rather_long,
};

bool names_register(const signalbox_host *host, Error **errp) {
    if (!host->add_accessor(host->self, &accessor_argument_event, errp)) return false;
    if (!host->add_accessor(host->self, &accessor_x509_cert_event, errp)) return false;
    if (!host->add_command(host->self, &command_operator_, errp)) return false;
    if (!host->add_command(host->self, &command_a_command_whose_name_is_rather_long, errp))
        return false;
    return true;
}

/* clang-format off */
const signalbox_schema names_schema = {
    .text =
    "# How names come out in C.\n"
    "\n"
    "# Capitals make the prefix; the values start with a digit or are keywords.\n"
    "{ 'HTTPStatusKind': [ 'ok', 'not-found', '404', 'new' ] }\n"
    "{ 'OtherThing': [ 'one' ] }\n"
    "# Six and more stand in columns.\n"
    "{ 'RunStateKind': [ 'prelaunch', 'running', 'paused', 'io-error', 'watchdog', 'shutdown',\n"
    "                    'guest-panicked', 'a-rather-long-one' ] }\n"
    "\n"
    "# Members that generated code uses for its own parameters and variables.\n"
    "{ 'ArgumentEvent': { 'event': 'str', 'opaque': 'str', 'data': 'str', 'arguments': 'str',\n"
    "                     'cb': 'str', 'in': 'str', 'result': 'str', 'text': 'str' } }\n"
    "{ 'X509CertEvent': { 'default': 'HTTPStatusKind', '*class': 'int', 'errno': 'int' } }\n"
    "\n"
    "[ 'argument-event', { 'host': 'str', 'sess': 'str', 'handle': 'str', 'errp': 'str',\n"
    "                      'opaque': 'str', 'text': 'str', 'listening': 'str' }, {}, 'ArgumentEvent' ]\n"
    "[ 'x509-cert-event', {}, { 'context': 'str', 'receiver': 'str' }, 'X509CertEvent' ]\n"
    "[ 'operator', { 'result': 'str', 'arguments': 'str', 'reply': 'str', 'error': 'str' }, {}, 'str' ]\n"
    "[ 'a-command-whose-name-is-rather-long',\n"
    "  { 'first': 'str' }, { 'second': 'int' }, [ 'HTTPStatusKind' ] ]\n",
    .introspection =
    "[{\"name\": \"str\", \"json-type\": \"string\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"names.q_obj_operator-arg\", \"members\": [{\"name\": \"result\", \"type\": \"str\"}, {\"name\": \"arguments\", \"type\": \"str\"}, {\"name\": \"reply\", \"type\": \"str\"}, {\"name\": \"error\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"operator\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"names.q_obj_operator-arg\"},\n"
    " {\"name\": \"int\", \"json-type\": \"int\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"names.q_obj_a-command-whose-name-is-rather-long-arg\", \"members\": [{\"name\": \"first\", \"type\": \"str\"}, {\"name\": \"second\", \"default\": null, \"type\": \"int\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"[names.HTTPStatusKind]\", \"element-type\": \"names.HTTPStatusKind\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"a-command-whose-name-is-rather-long\", \"ret-type\": \"[names.HTTPStatusKind]\", \"meta-type\": \"command\", \"arg-type\": \"names.q_obj_a-command-whose-name-is-rather-long-arg\"},\n"
    " {\"name\": \"names.q_obj_argument-event-connect-arg\", \"members\": [{\"name\": \"host\", \"type\": \"str\"}, {\"name\": \"sess\", \"type\": \"str\"}, {\"name\": \"handle\", \"type\": \"str\"}, {\"name\": \"errp\", \"type\": \"str\"}, {\"name\": \"opaque\", \"type\": \"str\"}, {\"name\": \"text\", \"type\": \"str\"}, {\"name\": \"listening\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"argument-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"names.q_obj_argument-event-connect-arg\"},\n"
    " {\"name\": \"names.q_obj_argument-event-disconnect-arg\", \"members\": [{\"name\": \"host\", \"type\": \"str\"}, {\"name\": \"sess\", \"type\": \"str\"}, {\"name\": \"handle\", \"type\": \"str\"}, {\"name\": \"errp\", \"type\": \"str\"}, {\"name\": \"opaque\", \"type\": \"str\"}, {\"name\": \"text\", \"type\": \"str\"}, {\"name\": \"listening\", \"type\": \"str\"}, {\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"q_empty\", \"members\": [], \"meta-type\": \"object\"},\n"
    " {\"name\": \"argument-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"names.q_obj_argument-event-disconnect-arg\"},\n"
    " {\"name\": \"names.q_obj_x509-cert-event-connect-arg\", \"members\": [{\"name\": \"context\", \"default\": null, \"type\": \"str\"}, {\"name\": \"receiver\", \"default\": null, \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"x509-cert-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"names.q_obj_x509-cert-event-connect-arg\"},\n"
    " {\"name\": \"names.q_obj_x509-cert-event-disconnect-arg\", \"members\": [{\"name\": \"context\", \"default\": null, \"type\": \"str\"}, {\"name\": \"receiver\", \"default\": null, \"type\": \"str\"}, {\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"x509-cert-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"names.q_obj_x509-cert-event-disconnect-arg\"},\n"
    " {\"name\": \"names.q_obj_ARGUMENT_EVENT-arg\", \"members\": [{\"name\": \"event\", \"type\": \"str\"}, {\"name\": \"opaque\", \"type\": \"str\"}, {\"name\": \"data\", \"type\": \"str\"}, {\"name\": \"arguments\", \"type\": \"str\"}, {\"name\": \"cb\", \"type\": \"str\"}, {\"name\": \"in\", \"type\": \"str\"}, {\"name\": \"result\", \"type\": \"str\"}, {\"name\": \"text\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"ARGUMENT_EVENT\", \"meta-type\": \"event\", \"arg-type\": \"names.q_obj_ARGUMENT_EVENT-arg\"},\n"
    " {\"name\": \"names.q_obj_X509_CERT_EVENT-arg\", \"members\": [{\"name\": \"default\", \"type\": \"names.HTTPStatusKind\"}, {\"name\": \"class\", \"default\": null, \"type\": \"int\"}, {\"name\": \"errno\", \"type\": \"int\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"X509_CERT_EVENT\", \"meta-type\": \"event\", \"arg-type\": \"names.q_obj_X509_CERT_EVENT-arg\"},\n"
    " {\"name\": \"names.HTTPStatusKind\", \"members\": [{\"name\": \"ok\"}, {\"name\": \"not-found\"}, {\"name\": \"404\"}, {\"name\": \"new\"}], \"meta-type\": \"enum\", \"values\": [\"ok\", \"not-found\", \"404\", \"new\"]},\n"
    " {\"name\": \"names.OtherThing\", \"members\": [{\"name\": \"one\"}], \"meta-type\": \"enum\", \"values\": [\"one\"]},\n"
    " {\"name\": \"names.RunStateKind\", \"members\": [{\"name\": \"prelaunch\"}, {\"name\": \"running\"}, {\"name\": \"paused\"}, {\"name\": \"io-error\"}, {\"name\": \"watchdog\"}, {\"name\": \"shutdown\"}, {\"name\": \"guest-panicked\"}, {\"name\": \"a-rather-long-one\"}], \"meta-type\": \"enum\", \"values\": [\"prelaunch\", \"running\", \"paused\", \"io-error\", \"watchdog\", \"shutdown\", \"guest-panicked\", \"a-rather-long-one\"]}]",
};
