/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#include "features/libqmp_features.h"

#include <stddef.h>

#include "features/qmp_tables.h"

int libqmp_tree_felled_event_connect(QmpSession *sess, const char *device, bool has_colour,
                                     PaintColour colour, TreeFelledEventFunc *cb, void *opaque,
                                     Error **errp) {
    const struct tree_felled_event_arguments in_ = {
        .device = device,
        .has_colour = has_colour,
        .colour = colour,
    };
    return libqmp_connect(sess, "tree-felled-event", &features_wire_tree_felled_event_arguments,
                          &in_, NULL, features_invoke_tree_felled_event, (void (*)(void))cb, opaque,
                          errp);
}

void libqmp_tree_felled_event_disconnect(QmpSession *sess, const char *device, bool has_colour,
                                         PaintColour colour, int handle, Error **errp) {
    const struct tree_felled_event_arguments in_ = {
        .device = device,
        .has_colour = has_colour,
        .colour = colour,
    };
    libqmp_disconnect(sess, "tree-felled-event", &features_wire_tree_felled_event_arguments, &in_,
                      handle, errp);
}

int libqmp_vnc_tree_event_connect(QmpSession *sess, VNCTreeEventFunc *cb, void *opaque,
                                  Error **errp) {
    return libqmp_connect(sess, "vnc-tree-event", NULL, NULL, &features_wire_vnc_tree_event_data,
                          features_invoke_vnc_tree_event, (void (*)(void))cb, opaque, errp);
}

void libqmp_vnc_tree_event_disconnect(QmpSession *sess, int handle, Error **errp) {
    libqmp_disconnect(sess, "vnc-tree-event", NULL, NULL, handle, errp);
}

int libqmp_reset_event_connect(QmpSession *sess, ResetEventFunc *cb, void *opaque, Error **errp) {
    return libqmp_connect(sess, "reset-event", NULL, NULL, NULL, features_invoke_reset_event,
                          (void (*)(void))cb, opaque, errp);
}

void libqmp_reset_event_disconnect(QmpSession *sess, int handle, Error **errp) {
    libqmp_disconnect(sess, "reset-event", NULL, NULL, handle, errp);
}

void libqmp_plant_tree(QmpSession *sess, const TreeNode *node, const PaintColourList *colours,
                       bool has_depth, int64_t depth, const char *label, bool has_errp, bool errp_,
                       const PlantTreeSite *site, Error **errp) {
    const struct plant_tree_arguments in_ = {
        .node = node,
        .colours = colours,
        .has_depth = has_depth,
        .depth = depth,
        .label = label,
        .has_errp = has_errp,
        .errp = errp_,
        .site = site,
    };
    libqmp_call(sess, "plant-tree", &features_wire_plant_tree_arguments, &in_, NULL, NULL, errp);
}

TreeNode *libqmp_query_tree(QmpSession *sess, const char *name, Error **errp) {
    const struct query_tree_arguments in_ = {
        .name = name,
    };
    TreeNode *result_ = NULL;
    libqmp_call(sess, "query-tree", &features_wire_query_tree_arguments, &in_,
                &features_wire_TreeNode, &result_, errp);
    return result_;
}

TreeNodeList *libqmp_query_trees(QmpSession *sess, Error **errp) {
    TreeNodeList *result_ = NULL;
    libqmp_call(sess, "query-trees", NULL, NULL, &features_wire_TreeNodeList, &result_, errp);
    return result_;
}

strList *libqmp_query_names(QmpSession *sess, Error **errp) {
    strList *result_ = NULL;
    libqmp_call(sess, "query-names", NULL, NULL, &features_wire_strList, &result_, errp);
    return result_;
}

int64_t libqmp_query_count(QmpSession *sess, Error **errp) {
    int64_t result_ = 0;
    libqmp_call(sess, "query-count", NULL, NULL, &wire_type_int64, &result_, errp);
    return result_;
}

char *libqmp_query_text(QmpSession *sess, Error **errp) {
    char *result_ = NULL;
    libqmp_call(sess, "query-text", NULL, NULL, &wire_type_str, &result_, errp);
    return result_;
}

char *libqmp_query_any(QmpSession *sess, const char *path, Error **errp) {
    const struct query_any_arguments in_ = {
        .path = path,
    };
    char *result_ = NULL;
    libqmp_call(sess, "query-any", &features_wire_query_any_arguments, &in_, &wire_type_any,
                &result_, errp);
    return result_;
}

bool libqmp_query_healthy(QmpSession *sess, Error **errp) {
    bool result_ = false;
    libqmp_call(sess, "query-healthy", NULL, NULL, &wire_type_bool, &result_, errp);
    return result_;
}

PaintColour libqmp_query_colour(QmpSession *sess, Error **errp) {
    PaintColour result_ = PAINT_RED;
    libqmp_call(sess, "query-colour", NULL, NULL, &features_wire_PaintColour, &result_, errp);
    return result_;
}

void libqmp_system_reset(QmpSession *sess, Error **errp) {
    libqmp_call(sess, "system_reset", NULL, NULL, NULL, NULL, errp);
}
