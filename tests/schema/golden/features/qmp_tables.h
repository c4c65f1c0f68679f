/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef FEATURES_QMP_TABLES_H
#define FEATURES_QMP_TABLES_H

#include "features/qmp_types.h"
#include "wire/codec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For generated code alone. */

struct vnc_tree_event_data {
    const TreeNode *node;
    bool has_colour;
    PaintColour colour;
    const char *event;
    int64_t opaque;
    const char *extra;
    const IncludedNoteList *notes;
};

struct tree_felled_event_arguments {
    const char *device;
    bool has_colour;
    PaintColour colour;
};

struct plant_tree_arguments {
    const TreeNode *node;
    const PaintColourList *colours;
    bool has_depth;
    int64_t depth;
    const char *label;
    bool has_errp;
    bool errp;
    const PlantTreeSite *site;
};

struct query_tree_arguments {
    const char *name;
};

struct query_any_arguments {
    const char *path;
};

extern const wire_type features_wire_PaintColour;
extern const wire_type features_wire_ParcelContent;
extern const wire_type features_wire_TreeNodeList;
extern const wire_type features_wire_PaintColourList;
extern const wire_type features_wire_strList;
extern const wire_type features_wire_sizeList;
extern const wire_type features_wire_TreeNodeFruitsList;
extern const wire_type features_wire_IncludedNoteList;
extern const wire_type features_wire_IncludedNote;
extern const wire_type features_wire_EveryScalar;
extern const wire_type features_wire_TreeNode;
extern const wire_type features_wire_TreeLeaf;
extern const wire_type features_wire_FeaturesConfig;
extern const wire_type features_wire_TreeNodePlace;
extern const wire_type features_wire_TreeNodeFruits;
extern const wire_type features_wire_PlantTreeSite;
extern const wire_type features_wire_vnc_tree_event_data;
extern const wire_type features_wire_tree_felled_event_arguments;
extern const wire_type features_wire_plant_tree_arguments;
extern const wire_type features_wire_query_tree_arguments;
extern const wire_type features_wire_query_any_arguments;

/* Call a slot, cast back to its type, with the members of `data`. */
void features_invoke_tree_felled_event(const void *data, void (*slot)(void), void *opaque);
void features_invoke_vnc_tree_event(const void *data, void (*slot)(void), void *opaque);
void features_invoke_reset_event(const void *data, void (*slot)(void), void *opaque);

#ifdef __cplusplus
}
#endif

#endif
