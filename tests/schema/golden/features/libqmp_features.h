/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef LIBQMP_FEATURES_H
#define LIBQMP_FEATURES_H

#include "client/libqmp.h"
#include "features/qmp_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* See client/libqmp.h for sessions, threads and errors. A connect returns a positive handle, or 0
 * with *errp set. What a command returns is the caller's; on failure it is zero and *errp is set.
 * An optional argument to be left out is NULL, or has `has_` false. */

int libqmp_tree_felled_event_connect(QmpSession *sess, const char *device, bool has_colour,
                                     PaintColour colour, TreeFelledEventFunc *cb, void *opaque,
                                     Error **errp);
void libqmp_tree_felled_event_disconnect(QmpSession *sess, const char *device, bool has_colour,
                                         PaintColour colour, int handle, Error **errp);

int libqmp_vnc_tree_event_connect(QmpSession *sess, VNCTreeEventFunc *cb, void *opaque,
                                  Error **errp);
void libqmp_vnc_tree_event_disconnect(QmpSession *sess, int handle, Error **errp);

int libqmp_reset_event_connect(QmpSession *sess, ResetEventFunc *cb, void *opaque, Error **errp);
void libqmp_reset_event_disconnect(QmpSession *sess, int handle, Error **errp);

/* Answers nothing. */
void libqmp_plant_tree(QmpSession *sess, const TreeNode *node, const PaintColourList *colours,
                       bool has_depth, int64_t depth, const char *label, bool has_errp, bool errp_,
                       const PlantTreeSite *site, Error **errp);

TreeNode *libqmp_query_tree(QmpSession *sess, const char *name, Error **errp);

TreeNodeList *libqmp_query_trees(QmpSession *sess, Error **errp);

strList *libqmp_query_names(QmpSession *sess, Error **errp);

int64_t libqmp_query_count(QmpSession *sess, Error **errp);

char *libqmp_query_text(QmpSession *sess, Error **errp);

char *libqmp_query_any(QmpSession *sess, const char *path, Error **errp);

bool libqmp_query_healthy(QmpSession *sess, Error **errp);

PaintColour libqmp_query_colour(QmpSession *sess, Error **errp);

void libqmp_system_reset(QmpSession *sess, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
