/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#include "features/qmp_register.h"

#include <stdlib.h>
#include <string.h>

#include "features/qmp_commands.h"
#include "features/qmp_events.h"
#include "features/qmp_tables.h"
#include "signalbox/event.h"

static const wire_type no_arguments = {.kind = WIRE_STRUCT, .name = "none"};

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

static void encode_vnc_tree_event(const void *arguments, char **buffer, size_t *length,
                                  size_t *capacity) {
    wire_encode_append(&features_wire_vnc_tree_event_data, arguments, buffer, length, capacity);
}

static TreeFelledEvent *find_tree_felled_event(const signalbox_context *context,
                                               const char *arguments, Error **errp) {
    struct tree_felled_event_arguments in = {0};
    const bool read =
        read_arguments(arguments, &features_wire_tree_felled_event_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    TreeFelledEvent *event = qmp_tree_felled_event(in.device, in.has_colour, in.colour, errp);
    signalbox_scope_leave(scope);
    wire_free(&features_wire_tree_felled_event_arguments, &in);
    return event;
}

static void *connect_tree_felled_event(const signalbox_context *context, const char *arguments,
                                       const signalbox_receiver *receiver, Error **errp) {
    TreeFelledEvent *event = find_tree_felled_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, NULL, errp);
}

static bool inject_tree_felled_event(const signalbox_context *context, const char *arguments,
                                     const char *data, Error **errp) {
    TreeFelledEvent *event = find_tree_felled_event(context, arguments, errp);
    if (!event) return false;
    char in = {0};
    const bool read = read_arguments(data, &no_arguments, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, features_invoke_tree_felled_event, &in);
    wire_free(&no_arguments, &in);
    return true;
}

static const signalbox_accessor accessor_tree_felled_event = {
    .name = "tree-felled-event",
    .event = "TIMBER",
    .flags = SIGNALBOX_BLOCKS | SIGNALBOX_STATE,
    .successor = NULL,
    .connect = connect_tree_felled_event,
    .disconnect = disconnect,
    .inject = inject_tree_felled_event,
};

static VNCTreeEvent *find_vnc_tree_event(const signalbox_context *context, const char *arguments,
                                         Error **errp) {
    char in = {0};
    const bool read = read_arguments(arguments, &no_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    VNCTreeEvent *event = qmp_vnc_tree_event(errp);
    signalbox_scope_leave(scope);
    wire_free(&no_arguments, &in);
    return event;
}

static void *connect_vnc_tree_event(const signalbox_context *context, const char *arguments,
                                    const signalbox_receiver *receiver, Error **errp) {
    VNCTreeEvent *event = find_vnc_tree_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, encode_vnc_tree_event,
                                 errp);
}

static bool inject_vnc_tree_event(const signalbox_context *context, const char *arguments,
                                  const char *data, Error **errp) {
    VNCTreeEvent *event = find_vnc_tree_event(context, arguments, errp);
    if (!event) return false;
    struct vnc_tree_event_data in = {0};
    const bool read = read_arguments(data, &features_wire_vnc_tree_event_data, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, features_invoke_vnc_tree_event, &in);
    wire_free(&features_wire_vnc_tree_event_data, &in);
    return true;
}

static const signalbox_accessor accessor_vnc_tree_event = {
    .name = "vnc-tree-event",
    .event = "VNC_TREE_EVENT",
    .flags = SIGNALBOX_DEPRECATED,
    .successor = "TreeFelledEvent",
    .connect = connect_vnc_tree_event,
    .disconnect = disconnect,
    .inject = inject_vnc_tree_event,
};

static ResetEvent *find_reset_event(const signalbox_context *context, const char *arguments,
                                    Error **errp) {
    char in = {0};
    const bool read = read_arguments(arguments, &no_arguments, &in, errp);
    if (!read) return NULL;
    const signalbox_scope scope = signalbox_scope_enter(context);
    ResetEvent *event = qmp_reset_event(errp);
    signalbox_scope_leave(scope);
    wire_free(&no_arguments, &in);
    return event;
}

static void *connect_reset_event(const signalbox_context *context, const char *arguments,
                                 const signalbox_receiver *receiver, Error **errp) {
    ResetEvent *event = find_reset_event(context, arguments, errp);
    if (!event) return NULL;
    return signalbox_tap_connect(context, &event->connections, receiver, NULL, errp);
}

static bool inject_reset_event(const signalbox_context *context, const char *arguments,
                               const char *data, Error **errp) {
    ResetEvent *event = find_reset_event(context, arguments, errp);
    if (!event) return false;
    char in = {0};
    const bool read = read_arguments(data, &no_arguments, &in, errp);
    if (!read) return false;
    signalbox_event_emit(&event->connections, features_invoke_reset_event, &in);
    wire_free(&no_arguments, &in);
    return true;
}

static const signalbox_accessor accessor_reset_event = {
    .name = "reset-event",
    .event = "RESET",
    .flags = SIGNALBOX_LEGACY,
    .successor = NULL,
    .connect = connect_reset_event,
    .disconnect = disconnect,
    .inject = inject_reset_event,
};

static void call_plant_tree(const signalbox_context *context, const char *arguments,
                            signalbox_reply *reply) {
    Error *error = NULL;
    struct plant_tree_arguments in = {0};
    const bool read = read_arguments(arguments, &features_wire_plant_tree_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        qmp_plant_tree(in.node, in.colours, in.has_depth, in.depth, in.label, in.has_errp, in.errp,
                       in.site, &error);
        signalbox_scope_leave(scope);
        wire_free(&features_wire_plant_tree_arguments, &in);
    }
    answer(context, reply, NULL, NULL, error);
}

static const signalbox_command command_plant_tree = {
    .name = "plant-tree",
    .flags = SIGNALBOX_BLOCKS | SIGNALBOX_DEPRECATED,
    .call = call_plant_tree,
};

static void call_query_tree(const signalbox_context *context, const char *arguments,
                            signalbox_reply *reply) {
    Error *error = NULL;
    struct query_tree_arguments in = {0};
    TreeNode *result = NULL;
    const bool read = read_arguments(arguments, &features_wire_query_tree_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_tree(in.name, &error);
        signalbox_scope_leave(scope);
        wire_free(&features_wire_query_tree_arguments, &in);
    }
    answer(context, reply, &features_wire_TreeNode, result, error);
    tree_node_free(result);
}

static const signalbox_command command_query_tree = {
    .name = "query-tree",
    .flags = 0,
    .call = call_query_tree,
};

static void call_query_trees(const signalbox_context *context, const char *arguments,
                             signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    TreeNodeList *result = NULL;
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_trees(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, &features_wire_TreeNodeList, &result, error);
    wire_free(&features_wire_TreeNodeList, &result);
}

static const signalbox_command command_query_trees = {
    .name = "query-trees",
    .flags = 0,
    .call = call_query_trees,
};

static void call_query_names(const signalbox_context *context, const char *arguments,
                             signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    strList *result = NULL;
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_names(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, &features_wire_strList, &result, error);
    wire_free(&features_wire_strList, &result);
}

static const signalbox_command command_query_names = {
    .name = "query-names",
    .flags = 0,
    .call = call_query_names,
};

static void call_query_count(const signalbox_context *context, const char *arguments,
                             signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    int64_t result = 0;
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_count(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, &wire_type_int64, &result, error);
}

static const signalbox_command command_query_count = {
    .name = "query-count",
    .flags = SIGNALBOX_OOB,
    .call = call_query_count,
};

static void call_query_text(const signalbox_context *context, const char *arguments,
                            signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    char *result = NULL;
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_text(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, &wire_type_str, &result, error);
    wire_free(&wire_type_str, &result);
}

static const signalbox_command command_query_text = {
    .name = "query-text",
    .flags = 0,
    .call = call_query_text,
};

static void call_query_any(const signalbox_context *context, const char *arguments,
                           signalbox_reply *reply) {
    Error *error = NULL;
    struct query_any_arguments in = {0};
    char *result = NULL;
    const bool read = read_arguments(arguments, &features_wire_query_any_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_any(in.path, &error);
        signalbox_scope_leave(scope);
        wire_free(&features_wire_query_any_arguments, &in);
    }
    answer(context, reply, &wire_type_any, &result, error);
    wire_free(&wire_type_any, &result);
}

static const signalbox_command command_query_any = {
    .name = "query-any",
    .flags = 0,
    .call = call_query_any,
};

static void call_query_healthy(const signalbox_context *context, const char *arguments,
                               signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    bool result = false;
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_healthy(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, &wire_type_bool, &result, error);
}

static const signalbox_command command_query_healthy = {
    .name = "query-healthy",
    .flags = 0,
    .call = call_query_healthy,
};

static void call_query_colour(const signalbox_context *context, const char *arguments,
                              signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    PaintColour result = PAINT_RED;
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        result = qmp_query_colour(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, &features_wire_PaintColour, &result, error);
}

static const signalbox_command command_query_colour = {
    .name = "query-colour",
    .flags = 0,
    .call = call_query_colour,
};

static void call_system_reset(const signalbox_context *context, const char *arguments,
                              signalbox_reply *reply) {
    Error *error = NULL;
    char in = {0};
    const bool read = read_arguments(arguments, &no_arguments, &in, &error);
    if (read) {
        const signalbox_scope scope = signalbox_scope_enter(context);
        qmp_system_reset(&error);
        signalbox_scope_leave(scope);
        wire_free(&no_arguments, &in);
    }
    answer(context, reply, NULL, NULL, error);
}

static const signalbox_command command_system_reset = {
    .name = "system_reset",
    .flags = 0,
    .call = call_system_reset,
};

FeaturesConfig *features_config(const signalbox_host *host, Error **errp) {
    const char *text = host->configuration(host->self);
    FeaturesConfig *value = calloc(1, sizeof *value);
    char *why = NULL;
    const bool read =
        wire_decode_keyval(text, strlen(text), &features_wire_FeaturesConfig, value, &why);
    if (read) return value;
    error_set(errp, "GenericError", "%s", why);
    free(why);
    free(value);
    return NULL;
}

bool features_register(const signalbox_host *host, Error **errp) {
    if (!host->add_accessor(host->self, &accessor_tree_felled_event, errp)) return false;
    if (!host->add_accessor(host->self, &accessor_vnc_tree_event, errp)) return false;
    if (!host->add_accessor(host->self, &accessor_reset_event, errp)) return false;
    if (!host->add_command(host->self, &command_plant_tree, errp)) return false;
    if (!host->add_command(host->self, &command_query_tree, errp)) return false;
    if (!host->add_command(host->self, &command_query_trees, errp)) return false;
    if (!host->add_command(host->self, &command_query_names, errp)) return false;
    if (!host->add_command(host->self, &command_query_count, errp)) return false;
    if (!host->add_command(host->self, &command_query_text, errp)) return false;
    if (!host->add_command(host->self, &command_query_any, errp)) return false;
    if (!host->add_command(host->self, &command_query_healthy, errp)) return false;
    if (!host->add_command(host->self, &command_query_colour, errp)) return false;
    if (!host->add_command(host->self, &command_system_reset, errp)) return false;
    return true;
}

/* clang-format off */
const signalbox_schema features_schema = {
    .text =
    "# Everything that the language has, once.\n"
    "\n"
    "# A note, from a file of its own.\n"
    "{ 'IncludedNote': { 'text': 'str', '*line': 'uint32' } }\n"
    "\n"
    "\n"
    "\n"
    "# How a thing is painted.\n"
    "{ 'PaintColour': [\n"
    "    # The colour of blood,\n"
    "    # and of poppies.\n"
    "    'red',\n"
    "    'dark-blue', '3d', 'default' ],\n"
    "  'prefix': 'PAINT', 'since': '1.0' }\n"
    "{ 'ParcelContent': [ 'empty' ], 'deprecated': '1.2', 'guide': 'docs/parcels.md' }\n"
    "\n"
    "# All scalars, each also optional; keywords of C and C++ among the names.\n"
    "{ 'EveryScalar': { 'text': 'str', '*maybe-text': 'str',\n"
    "                   'class': 'bool', '*operator': 'bool',\n"
    "                   'i': 'int', '*maybe-i': 'int',\n"
    "                   'i8': 'int8', 'i16': 'int16', 'i32': 'int32', 'i64': 'int64',\n"
    "                   'u8': 'uint8', 'u16': 'uint16', 'u32': 'uint32', 'u64': 'uint64',\n"
    "                   'bytes': 'size', '*maybe-bytes': 'size',\n"
    "                   'n': 'number', '*maybe-n': 'number',\n"
    "                   'x': 'any', '*maybe-x': 'any',\n"
    "                   'colour': 'PaintColour', '*maybe-colour': 'PaintColour' } }\n"
    "\n"
    "# Refers forwards, to itself, and to what has no name of its own.\n"
    "{ 'TreeNode': { 'leaf': 'TreeLeaf', '*parent': 'TreeNode', 'children': [ 'TreeNode' ],\n"
    "                'colours': [ 'PaintColour' ], 'names': [ 'str' ], '*sizes': [ 'size' ],\n"
    "                # Where it stands.\n"
    "                'place': { 'row': 'int', '*column': 'int' },\n"
    "                'fruits': [ { 'weight': 'number' } ] } }\n"
    "{ 'TreeLeaf': {} }\n"
    "\n"
    "# The configuration of a plugin named features.\n"
    "{ 'FeaturesConfig': { '*colour': 'PaintColour', 'names': [ 'str' ], '*limit': 'size' } }\n"
    "\n"
    "# No data.\n"
    "{ 'TreeFelledEvent': {}, 'wire': 'TIMBER', 'state': true, 'since': '1.0' }\n"
    "# Data of every kind.\n"
    "{ 'VNCTreeEvent': { 'node': 'TreeNode', '*colour': 'PaintColour', '*event': 'str', 'opaque': 'int',\n"
    "                    '*extra': 'any', 'notes': [ 'IncludedNote' ] },\n"
    "  'deprecated': '2.0', 'successor': 'TreeFelledEvent' }\n"
    "{ 'ResetEvent': {}, 'legacy': 'RESET' }\n"
    "\n"
    "[ 'tree-felled-event', { 'device': 'str' }, { 'colour': 'PaintColour' }, 'TreeFelledEvent',\n"
    "  { 'blocks': true } ]\n"
    "[ 'vnc-tree-event', {}, {}, 'VNCTreeEvent' ]\n"
    "[ 'reset-event', {}, {}, 'ResetEvent' ]\n"
    "\n"
    "# Answers nothing.\n"
    "[ 'plant-tree', { 'node': 'TreeNode', 'colours': [ 'PaintColour' ] },\n"
    "  { 'depth': 'int', 'label': 'str', 'errp': 'bool', 'site': { 'row': 'int' } }, 'none',\n"
    "  { 'blocks': true, 'since': '1.0', 'deprecated': '1.5', 'successor': 'query-tree' } ]\n"
    "[ 'query-tree', {}, { 'name': 'str' }, 'TreeNode' ]\n"
    "[ 'query-trees', {}, {}, [ 'TreeNode' ] ]\n"
    "[ 'query-names', {}, {}, [ 'str' ] ]\n"
    "[ 'query-count', {}, {}, 'int', { 'oob': true } ]\n"
    "[ 'query-text', {}, {}, 'str' ]\n"
    "[ 'query-any', { 'path': 'str' }, {}, 'any' ]\n"
    "[ 'query-healthy', {}, {}, 'bool' ]\n"
    "[ 'query-colour', {}, {}, 'PaintColour' ]\n"
    "[ 'system_reset', {}, {}, 'none' ]\n",
    .introspection =
    "[{\"name\": \"[features.PaintColour]\", \"element-type\": \"features.PaintColour\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"int\", \"json-type\": \"int\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"str\", \"json-type\": \"string\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"bool\", \"json-type\": \"boolean\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"features.q_obj_plant-tree-arg\", \"members\": [{\"name\": \"node\", \"type\": \"features.TreeNode\"}, {\"name\": \"colours\", \"type\": \"[features.PaintColour]\"}, {\"name\": \"depth\", \"default\": null, \"type\": \"int\"}, {\"name\": \"label\", \"default\": null, \"type\": \"str\"}, {\"name\": \"errp\", \"default\": null, \"type\": \"bool\"}, {\"name\": \"site\", \"default\": null, \"type\": \"features.PlantTreeSite\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"q_empty\", \"members\": [], \"meta-type\": \"object\"},\n"
    " {\"name\": \"plant-tree\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_plant-tree-arg\", \"features\": [\"deprecated\"]},\n"
    " {\"name\": \"features.q_obj_query-tree-arg\", \"members\": [{\"name\": \"name\", \"default\": null, \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"query-tree\", \"ret-type\": \"features.TreeNode\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_query-tree-arg\"},\n"
    " {\"name\": \"[features.TreeNode]\", \"element-type\": \"features.TreeNode\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"query-trees\", \"ret-type\": \"[features.TreeNode]\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"[str]\", \"element-type\": \"str\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"query-names\", \"ret-type\": \"[str]\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"query-count\", \"ret-type\": \"int\", \"allow-oob\": true, \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"query-text\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"features.q_obj_query-any-arg\", \"members\": [{\"name\": \"path\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"any\", \"json-type\": \"value\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"query-any\", \"ret-type\": \"any\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_query-any-arg\"},\n"
    " {\"name\": \"query-healthy\", \"ret-type\": \"bool\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"query-colour\", \"ret-type\": \"features.PaintColour\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"system_reset\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"features.q_obj_tree-felled-event-connect-arg\", \"members\": [{\"name\": \"device\", \"type\": \"str\"}, {\"name\": \"colour\", \"default\": null, \"type\": \"features.PaintColour\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"tree-felled-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_tree-felled-event-connect-arg\"},\n"
    " {\"name\": \"features.q_obj_tree-felled-event-disconnect-arg\", \"members\": [{\"name\": \"device\", \"type\": \"str\"}, {\"name\": \"colour\", \"default\": null, \"type\": \"features.PaintColour\"}, {\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"tree-felled-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_tree-felled-event-disconnect-arg\"},\n"
    " {\"name\": \"vnc-tree-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"features.q_obj_vnc-tree-event-disconnect-arg\", \"members\": [{\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"vnc-tree-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_vnc-tree-event-disconnect-arg\"},\n"
    " {\"name\": \"reset-event-connect\", \"ret-type\": \"str\", \"meta-type\": \"command\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"features.q_obj_reset-event-disconnect-arg\", \"members\": [{\"name\": \"tag\", \"type\": \"str\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"reset-event-disconnect\", \"ret-type\": \"q_empty\", \"meta-type\": \"command\", \"arg-type\": \"features.q_obj_reset-event-disconnect-arg\"},\n"
    " {\"name\": \"TIMBER\", \"meta-type\": \"event\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"[features.IncludedNote]\", \"element-type\": \"features.IncludedNote\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"features.q_obj_VNC_TREE_EVENT-arg\", \"members\": [{\"name\": \"node\", \"type\": \"features.TreeNode\"}, {\"name\": \"colour\", \"default\": null, \"type\": \"features.PaintColour\"}, {\"name\": \"event\", \"default\": null, \"type\": \"str\"}, {\"name\": \"opaque\", \"type\": \"int\"}, {\"name\": \"extra\", \"default\": null, \"type\": \"any\"}, {\"name\": \"notes\", \"type\": \"[features.IncludedNote]\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"VNC_TREE_EVENT\", \"meta-type\": \"event\", \"arg-type\": \"features.q_obj_VNC_TREE_EVENT-arg\", \"features\": [\"deprecated\"]},\n"
    " {\"name\": \"RESET\", \"meta-type\": \"event\", \"arg-type\": \"q_empty\"},\n"
    " {\"name\": \"features.IncludedNote\", \"members\": [{\"name\": \"text\", \"type\": \"str\"}, {\"name\": \"line\", \"default\": null, \"type\": \"int\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"number\", \"json-type\": \"number\", \"meta-type\": \"builtin\"},\n"
    " {\"name\": \"features.EveryScalar\", \"members\": [{\"name\": \"text\", \"type\": \"str\"}, {\"name\": \"maybe-text\", \"default\": null, \"type\": \"str\"}, {\"name\": \"class\", \"type\": \"bool\"}, {\"name\": \"operator\", \"default\": null, \"type\": \"bool\"}, {\"name\": \"i\", \"type\": \"int\"}, {\"name\": \"maybe-i\", \"default\": null, \"type\": \"int\"}, {\"name\": \"i8\", \"type\": \"int\"}, {\"name\": \"i16\", \"type\": \"int\"}, {\"name\": \"i32\", \"type\": \"int\"}, {\"name\": \"i64\", \"type\": \"int\"}, {\"name\": \"u8\", \"type\": \"int\"}, {\"name\": \"u16\", \"type\": \"int\"}, {\"name\": \"u32\", \"type\": \"int\"}, {\"name\": \"u64\", \"type\": \"int\"}, {\"name\": \"bytes\", \"type\": \"int\"}, {\"name\": \"maybe-bytes\", \"default\": null, \"type\": \"int\"}, {\"name\": \"n\", \"type\": \"number\"}, {\"name\": \"maybe-n\", \"default\": null, \"type\": \"number\"}, {\"name\": \"x\", \"type\": \"any\"}, {\"name\": \"maybe-x\", \"default\": null, \"type\": \"any\"}, {\"name\": \"colour\", \"type\": \"features.PaintColour\"}, {\"name\": \"maybe-colour\", \"default\": null, \"type\": \"features.PaintColour\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"[int]\", \"element-type\": \"int\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"[features.TreeNodeFruits]\", \"element-type\": \"features.TreeNodeFruits\", \"meta-type\": \"array\"},\n"
    " {\"name\": \"features.TreeNode\", \"members\": [{\"name\": \"leaf\", \"type\": \"features.TreeLeaf\"}, {\"name\": \"parent\", \"default\": null, \"type\": \"features.TreeNode\"}, {\"name\": \"children\", \"type\": \"[features.TreeNode]\"}, {\"name\": \"colours\", \"type\": \"[features.PaintColour]\"}, {\"name\": \"names\", \"type\": \"[str]\"}, {\"name\": \"sizes\", \"default\": null, \"type\": \"[int]\"}, {\"name\": \"place\", \"type\": \"features.TreeNodePlace\"}, {\"name\": \"fruits\", \"type\": \"[features.TreeNodeFruits]\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"features.TreeLeaf\", \"members\": [], \"meta-type\": \"object\"},\n"
    " {\"name\": \"features.FeaturesConfig\", \"members\": [{\"name\": \"colour\", \"default\": null, \"type\": \"features.PaintColour\"}, {\"name\": \"names\", \"type\": \"[str]\"}, {\"name\": \"limit\", \"default\": null, \"type\": \"int\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"features.TreeNodePlace\", \"members\": [{\"name\": \"row\", \"type\": \"int\"}, {\"name\": \"column\", \"default\": null, \"type\": \"int\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"features.TreeNodeFruits\", \"members\": [{\"name\": \"weight\", \"type\": \"number\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"features.PlantTreeSite\", \"members\": [{\"name\": \"row\", \"type\": \"int\"}], \"meta-type\": \"object\"},\n"
    " {\"name\": \"features.PaintColour\", \"members\": [{\"name\": \"red\"}, {\"name\": \"dark-blue\"}, {\"name\": \"3d\"}, {\"name\": \"default\"}], \"meta-type\": \"enum\", \"values\": [\"red\", \"dark-blue\", \"3d\", \"default\"]},\n"
    " {\"name\": \"features.ParcelContent\", \"members\": [{\"name\": \"empty\"}], \"meta-type\": \"enum\", \"values\": [\"empty\"], \"features\": [\"deprecated\"]}]",
};
