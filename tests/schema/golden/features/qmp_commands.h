/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef FEATURES_QMP_COMMANDS_H
#define FEATURES_QMP_COMMANDS_H

#include "features/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For the plugin to define. Arguments are lent for the call; an optional one that is absent is NULL
 * or has `has_` false. What is returned is made with malloc() and taken over; a text of a type
 * `any` is JSON. A failure sets *errp. */

/* Answers nothing. */
void qmp_plant_tree(const TreeNode *node, const PaintColourList *colours, bool has_depth,
                    int64_t depth, const char *label, bool has_errp, bool errp_,
                    const PlantTreeSite *site, Error **errp);

TreeNode *qmp_query_tree(const char *name, Error **errp);

TreeNodeList *qmp_query_trees(Error **errp);

strList *qmp_query_names(Error **errp);

int64_t qmp_query_count(Error **errp);

char *qmp_query_text(Error **errp);

char *qmp_query_any(const char *path, Error **errp);

bool qmp_query_healthy(Error **errp);

PaintColour qmp_query_colour(Error **errp);

void qmp_system_reset(Error **errp);

#ifdef __cplusplus
}
#endif

#endif
