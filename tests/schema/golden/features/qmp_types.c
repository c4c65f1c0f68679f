/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#include "features/qmp_tables.h"

#include <stddef.h>
#include <stdlib.h>

static const char *const PaintColour_values[] = {
    [PAINT_RED] = "red",
    [PAINT_DARK_BLUE] = "dark-blue",
    [PAINT_3D] = "3d",
    [PAINT_DEFAULT] = "default",
};
const wire_type features_wire_PaintColour = {
    .kind = WIRE_ENUM,
    .name = "PaintColour",
    .values = PaintColour_values,
    .value_count = 4,
};

static const char *const ParcelContent_values[] = {
    [PC_EMPTY] = "empty",
};
const wire_type features_wire_ParcelContent = {
    .kind = WIRE_ENUM,
    .name = "ParcelContent",
    .values = ParcelContent_values,
    .value_count = 1,
};

const wire_type features_wire_TreeNodeList = {
    .kind = WIRE_LIST,
    .name = "TreeNodeList",
    .element = &features_wire_TreeNode,
};

const wire_type features_wire_PaintColourList = {
    .kind = WIRE_LIST,
    .name = "PaintColourList",
    .element = &features_wire_PaintColour,
};

const wire_type features_wire_strList = {
    .kind = WIRE_LIST,
    .name = "strList",
    .element = &wire_type_str,
};

const wire_type features_wire_sizeList = {
    .kind = WIRE_LIST,
    .name = "sizeList",
    .element = &wire_type_size,
};

const wire_type features_wire_TreeNodeFruitsList = {
    .kind = WIRE_LIST,
    .name = "TreeNodeFruitsList",
    .element = &features_wire_TreeNodeFruits,
};

const wire_type features_wire_IncludedNoteList = {
    .kind = WIRE_LIST,
    .name = "IncludedNoteList",
    .element = &features_wire_IncludedNote,
};

static const wire_member IncludedNote_members[] = {
    {"text", &wire_type_str, offsetof(IncludedNote, text), false, SIZE_MAX},
    {"line", &wire_type_uint32, offsetof(IncludedNote, line), true,
     offsetof(IncludedNote, has_line)},
};
static const uint16_t IncludedNote_print_order[] = {0, 1};
const wire_type features_wire_IncludedNote = {
    .kind = WIRE_STRUCT,
    .name = "IncludedNote",
    .size = sizeof(IncludedNote),
    .members = IncludedNote_members,
    .print_order = IncludedNote_print_order,
    .member_count = 2,
};

static const wire_member EveryScalar_members[] = {
    {"text", &wire_type_str, offsetof(EveryScalar, text), false, SIZE_MAX},
    {"maybe-text", &wire_type_str, offsetof(EveryScalar, maybe_text), true, SIZE_MAX},
    {"class", &wire_type_bool, offsetof(EveryScalar, class_), false, SIZE_MAX},
    {"operator", &wire_type_bool, offsetof(EveryScalar, operator_), true,
     offsetof(EveryScalar, has_operator)},
    {"i", &wire_type_int64, offsetof(EveryScalar, i), false, SIZE_MAX},
    {"maybe-i", &wire_type_int64, offsetof(EveryScalar, maybe_i), true,
     offsetof(EveryScalar, has_maybe_i)},
    {"i8", &wire_type_int8, offsetof(EveryScalar, i8), false, SIZE_MAX},
    {"i16", &wire_type_int16, offsetof(EveryScalar, i16), false, SIZE_MAX},
    {"i32", &wire_type_int32, offsetof(EveryScalar, i32), false, SIZE_MAX},
    {"i64", &wire_type_int64, offsetof(EveryScalar, i64), false, SIZE_MAX},
    {"u8", &wire_type_uint8, offsetof(EveryScalar, u8), false, SIZE_MAX},
    {"u16", &wire_type_uint16, offsetof(EveryScalar, u16), false, SIZE_MAX},
    {"u32", &wire_type_uint32, offsetof(EveryScalar, u32), false, SIZE_MAX},
    {"u64", &wire_type_uint64, offsetof(EveryScalar, u64), false, SIZE_MAX},
    {"bytes", &wire_type_size, offsetof(EveryScalar, bytes), false, SIZE_MAX},
    {"maybe-bytes", &wire_type_size, offsetof(EveryScalar, maybe_bytes), true,
     offsetof(EveryScalar, has_maybe_bytes)},
    {"n", &wire_type_number, offsetof(EveryScalar, n), false, SIZE_MAX},
    {"maybe-n", &wire_type_number, offsetof(EveryScalar, maybe_n), true,
     offsetof(EveryScalar, has_maybe_n)},
    {"x", &wire_type_any, offsetof(EveryScalar, x), false, SIZE_MAX},
    {"maybe-x", &wire_type_any, offsetof(EveryScalar, maybe_x), true, SIZE_MAX},
    {"colour", &features_wire_PaintColour, offsetof(EveryScalar, colour), false, SIZE_MAX},
    {"maybe-colour", &features_wire_PaintColour, offsetof(EveryScalar, maybe_colour), true,
     offsetof(EveryScalar, has_maybe_colour)},
};
static const uint16_t EveryScalar_print_order[] = {15, 0, 4,  14, 17, 16, 20, 10, 18, 5, 8,
                                                   9,  2, 11, 1,  21, 6,  12, 19, 13, 7, 3};
const wire_type features_wire_EveryScalar = {
    .kind = WIRE_STRUCT,
    .name = "EveryScalar",
    .size = sizeof(EveryScalar),
    .members = EveryScalar_members,
    .print_order = EveryScalar_print_order,
    .member_count = 22,
};

static const wire_member TreeNode_members[] = {
    {"leaf", &features_wire_TreeLeaf, offsetof(TreeNode, leaf), false, SIZE_MAX},
    {"parent", &features_wire_TreeNode, offsetof(TreeNode, parent), true, SIZE_MAX},
    {"children", &features_wire_TreeNodeList, offsetof(TreeNode, children), false, SIZE_MAX},
    {"colours", &features_wire_PaintColourList, offsetof(TreeNode, colours), false, SIZE_MAX},
    {"names", &features_wire_strList, offsetof(TreeNode, names), false, SIZE_MAX},
    {"sizes", &features_wire_sizeList, offsetof(TreeNode, sizes), true,
     offsetof(TreeNode, has_sizes)},
    {"place", &features_wire_TreeNodePlace, offsetof(TreeNode, place), false, SIZE_MAX},
    {"fruits", &features_wire_TreeNodeFruitsList, offsetof(TreeNode, fruits), false, SIZE_MAX},
};
static const uint16_t TreeNode_print_order[] = {1, 6, 4, 7, 3, 2, 0, 5};
const wire_type features_wire_TreeNode = {
    .kind = WIRE_STRUCT,
    .name = "TreeNode",
    .size = sizeof(TreeNode),
    .members = TreeNode_members,
    .print_order = TreeNode_print_order,
    .member_count = 8,
};

const wire_type features_wire_TreeLeaf = {
    .kind = WIRE_STRUCT,
    .name = "TreeLeaf",
    .size = sizeof(TreeLeaf),
    .members = NULL,
    .print_order = NULL,
    .member_count = 0,
};

static const wire_member FeaturesConfig_members[] = {
    {"colour", &features_wire_PaintColour, offsetof(FeaturesConfig, colour), true,
     offsetof(FeaturesConfig, has_colour)},
    {"names", &features_wire_strList, offsetof(FeaturesConfig, names), false, SIZE_MAX},
    {"limit", &wire_type_size, offsetof(FeaturesConfig, limit), true,
     offsetof(FeaturesConfig, has_limit)},
};
static const uint16_t FeaturesConfig_print_order[] = {1, 0, 2};
const wire_type features_wire_FeaturesConfig = {
    .kind = WIRE_STRUCT,
    .name = "FeaturesConfig",
    .size = sizeof(FeaturesConfig),
    .members = FeaturesConfig_members,
    .print_order = FeaturesConfig_print_order,
    .member_count = 3,
};

static const wire_member TreeNodePlace_members[] = {
    {"row", &wire_type_int64, offsetof(TreeNodePlace, row), false, SIZE_MAX},
    {"column", &wire_type_int64, offsetof(TreeNodePlace, column), true,
     offsetof(TreeNodePlace, has_column)},
};
static const uint16_t TreeNodePlace_print_order[] = {0, 1};
const wire_type features_wire_TreeNodePlace = {
    .kind = WIRE_STRUCT,
    .name = "TreeNodePlace",
    .size = sizeof(TreeNodePlace),
    .members = TreeNodePlace_members,
    .print_order = TreeNodePlace_print_order,
    .member_count = 2,
};

static const wire_member TreeNodeFruits_members[] = {
    {"weight", &wire_type_number, offsetof(TreeNodeFruits, weight), false, SIZE_MAX},
};
static const uint16_t TreeNodeFruits_print_order[] = {0};
const wire_type features_wire_TreeNodeFruits = {
    .kind = WIRE_STRUCT,
    .name = "TreeNodeFruits",
    .size = sizeof(TreeNodeFruits),
    .members = TreeNodeFruits_members,
    .print_order = TreeNodeFruits_print_order,
    .member_count = 1,
};

static const wire_member PlantTreeSite_members[] = {
    {"row", &wire_type_int64, offsetof(PlantTreeSite, row), false, SIZE_MAX},
};
static const uint16_t PlantTreeSite_print_order[] = {0};
const wire_type features_wire_PlantTreeSite = {
    .kind = WIRE_STRUCT,
    .name = "PlantTreeSite",
    .size = sizeof(PlantTreeSite),
    .members = PlantTreeSite_members,
    .print_order = PlantTreeSite_print_order,
    .member_count = 1,
};

static const wire_member vnc_tree_event_data_members[] = {
    {"node", &features_wire_TreeNode, offsetof(struct vnc_tree_event_data, node), false, SIZE_MAX},
    {"colour", &features_wire_PaintColour, offsetof(struct vnc_tree_event_data, colour), true,
     offsetof(struct vnc_tree_event_data, has_colour)},
    {"event", &wire_type_str, offsetof(struct vnc_tree_event_data, event), true, SIZE_MAX},
    {"opaque", &wire_type_int64, offsetof(struct vnc_tree_event_data, opaque), false, SIZE_MAX},
    {"extra", &wire_type_any, offsetof(struct vnc_tree_event_data, extra), true, SIZE_MAX},
    {"notes", &features_wire_IncludedNoteList, offsetof(struct vnc_tree_event_data, notes), false,
     SIZE_MAX},
};
static const uint16_t vnc_tree_event_data_print_order[] = {4, 1, 0, 2, 5, 3};
const wire_type features_wire_vnc_tree_event_data = {
    .kind = WIRE_STRUCT,
    .name = "VNC_TREE_EVENT",
    .size = sizeof(struct vnc_tree_event_data),
    .members = vnc_tree_event_data_members,
    .print_order = vnc_tree_event_data_print_order,
    .member_count = 6,
};

static const wire_member tree_felled_event_arguments_members[] = {
    {"device", &wire_type_str, offsetof(struct tree_felled_event_arguments, device), false,
     SIZE_MAX},
    {"colour", &features_wire_PaintColour, offsetof(struct tree_felled_event_arguments, colour),
     true, offsetof(struct tree_felled_event_arguments, has_colour)},
};
static const uint16_t tree_felled_event_arguments_print_order[] = {0, 1};
const wire_type features_wire_tree_felled_event_arguments = {
    .kind = WIRE_STRUCT,
    .name = "tree-felled-event",
    .size = sizeof(struct tree_felled_event_arguments),
    .members = tree_felled_event_arguments_members,
    .print_order = tree_felled_event_arguments_print_order,
    .member_count = 2,
};

static const wire_member plant_tree_arguments_members[] = {
    {"node", &features_wire_TreeNode, offsetof(struct plant_tree_arguments, node), false, SIZE_MAX},
    {"colours", &features_wire_PaintColourList, offsetof(struct plant_tree_arguments, colours),
     false, SIZE_MAX},
    {"depth", &wire_type_int64, offsetof(struct plant_tree_arguments, depth), true,
     offsetof(struct plant_tree_arguments, has_depth)},
    {"label", &wire_type_str, offsetof(struct plant_tree_arguments, label), true, SIZE_MAX},
    {"errp", &wire_type_bool, offsetof(struct plant_tree_arguments, errp), true,
     offsetof(struct plant_tree_arguments, has_errp)},
    {"site", &features_wire_PlantTreeSite, offsetof(struct plant_tree_arguments, site), true,
     SIZE_MAX},
};
static const uint16_t plant_tree_arguments_print_order[] = {1, 5, 0, 3, 2, 4};
const wire_type features_wire_plant_tree_arguments = {
    .kind = WIRE_STRUCT,
    .name = "plant-tree",
    .size = sizeof(struct plant_tree_arguments),
    .members = plant_tree_arguments_members,
    .print_order = plant_tree_arguments_print_order,
    .member_count = 6,
};

static const wire_member query_tree_arguments_members[] = {
    {"name", &wire_type_str, offsetof(struct query_tree_arguments, name), true, SIZE_MAX},
};
static const uint16_t query_tree_arguments_print_order[] = {0};
const wire_type features_wire_query_tree_arguments = {
    .kind = WIRE_STRUCT,
    .name = "query-tree",
    .size = sizeof(struct query_tree_arguments),
    .members = query_tree_arguments_members,
    .print_order = query_tree_arguments_print_order,
    .member_count = 1,
};

static const wire_member query_any_arguments_members[] = {
    {"path", &wire_type_str, offsetof(struct query_any_arguments, path), false, SIZE_MAX},
};
static const uint16_t query_any_arguments_print_order[] = {0};
const wire_type features_wire_query_any_arguments = {
    .kind = WIRE_STRUCT,
    .name = "query-any",
    .size = sizeof(struct query_any_arguments),
    .members = query_any_arguments_members,
    .print_order = query_any_arguments_print_order,
    .member_count = 1,
};

void included_note_free(IncludedNote *value) {
    if (!value) return;
    wire_free(&features_wire_IncludedNote, value);
    free(value);
}

void every_scalar_free(EveryScalar *value) {
    if (!value) return;
    wire_free(&features_wire_EveryScalar, value);
    free(value);
}

void tree_node_free(TreeNode *value) {
    if (!value) return;
    wire_free(&features_wire_TreeNode, value);
    free(value);
}

void tree_leaf_free(TreeLeaf *value) {
    if (!value) return;
    wire_free(&features_wire_TreeLeaf, value);
    free(value);
}

void features_config_free(FeaturesConfig *value) {
    if (!value) return;
    wire_free(&features_wire_FeaturesConfig, value);
    free(value);
}

void tree_node_place_free(TreeNodePlace *value) {
    if (!value) return;
    wire_free(&features_wire_TreeNodePlace, value);
    free(value);
}

void tree_node_fruits_free(TreeNodeFruits *value) {
    if (!value) return;
    wire_free(&features_wire_TreeNodeFruits, value);
    free(value);
}

void plant_tree_site_free(PlantTreeSite *value) {
    if (!value) return;
    wire_free(&features_wire_PlantTreeSite, value);
    free(value);
}

void tree_node_list_free(TreeNodeList *list) {
    wire_free(&features_wire_TreeNodeList, &list);
}

void paint_colour_list_free(PaintColourList *list) {
    wire_free(&features_wire_PaintColourList, &list);
}

void tree_node_fruits_list_free(TreeNodeFruitsList *list) {
    wire_free(&features_wire_TreeNodeFruitsList, &list);
}

void included_note_list_free(IncludedNoteList *list) {
    wire_free(&features_wire_IncludedNoteList, &list);
}

void features_invoke_tree_felled_event(const void *data, void (*slot)(void), void *opaque) {
    (void)data;
    ((TreeFelledEventFunc *)slot)(opaque);
}

void features_invoke_vnc_tree_event(const void *data, void (*slot)(void), void *opaque) {
    const struct vnc_tree_event_data *unpacked = data;
    ((VNCTreeEventFunc *)slot)(unpacked->node, unpacked->has_colour, unpacked->colour,
                               unpacked->event, unpacked->opaque, unpacked->extra, unpacked->notes,
                               opaque);
}

void features_invoke_reset_event(const void *data, void (*slot)(void), void *opaque) {
    (void)data;
    ((ResetEventFunc *)slot)(opaque);
}
