/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef FEATURES_QMP_TYPES_H
#define FEATURES_QMP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a thing is painted. */
typedef enum PaintColour {
    /* The colour of blood,
     * and of poppies. */
    PAINT_RED = 0,
    PAINT_DARK_BLUE,
    PAINT_3D,
    PAINT_DEFAULT,
} PaintColour;

typedef enum ParcelContent { PC_EMPTY = 0 } ParcelContent;

typedef struct IncludedNote IncludedNote;
typedef struct EveryScalar EveryScalar;
typedef struct TreeNode TreeNode;
typedef struct TreeLeaf TreeLeaf;
typedef struct FeaturesConfig FeaturesConfig;
typedef struct TreeNodePlace TreeNodePlace;
typedef struct TreeNodeFruits TreeNodeFruits;
typedef struct PlantTreeSite PlantTreeSite;

typedef struct TreeNodeList {
    struct TreeNodeList *next;
    TreeNode *value;
} TreeNodeList;

typedef struct PaintColourList {
    struct PaintColourList *next;
    PaintColour value;
} PaintColourList;

#ifndef QMP_STR_LIST
#define QMP_STR_LIST
typedef struct strList {
    struct strList *next;
    char *value;
} strList;
#endif

#ifndef QMP_SIZE_LIST
#define QMP_SIZE_LIST
typedef struct sizeList {
    struct sizeList *next;
    uint64_t value;
} sizeList;
#endif

typedef struct TreeNodeFruitsList {
    struct TreeNodeFruitsList *next;
    TreeNodeFruits *value;
} TreeNodeFruitsList;

typedef struct IncludedNoteList {
    struct IncludedNoteList *next;
    IncludedNote *value;
} IncludedNoteList;

/* A note, from a file of its own. */
struct IncludedNote {
    char *text;
    bool has_line;
    uint32_t line;
};

/* All scalars, each also optional; keywords of C and C++ among the names. */
struct EveryScalar {
    char *text;
    char *maybe_text;
    bool class_;
    bool has_operator;
    bool operator_;
    int64_t i;
    bool has_maybe_i;
    int64_t maybe_i;
    int8_t i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    uint64_t bytes;
    bool has_maybe_bytes;
    uint64_t maybe_bytes;
    double n;
    bool has_maybe_n;
    double maybe_n;
    char *x;
    char *maybe_x;
    PaintColour colour;
    bool has_maybe_colour;
    PaintColour maybe_colour;
};

/* Refers forwards, to itself, and to what has no name of its own. */
struct TreeNode {
    TreeLeaf *leaf;
    TreeNode *parent;
    TreeNodeList *children;
    PaintColourList *colours;
    strList *names;
    bool has_sizes;
    sizeList *sizes;
    /* Where it stands. */
    TreeNodePlace *place;
    TreeNodeFruitsList *fruits;
};

struct TreeLeaf {
    char unused; /* C has no empty structures */
};

/* The configuration of a plugin named features. */
struct FeaturesConfig {
    bool has_colour;
    PaintColour colour;
    strList *names;
    bool has_limit;
    uint64_t limit;
};

struct TreeNodePlace {
    int64_t row;
    bool has_column;
    int64_t column;
};

struct TreeNodeFruits {
    double weight;
};

struct PlantTreeSite {
    int64_t row;
};

/* Free a value and all that hangs on it, as malloc() made it; NULL is ignored. */
void included_note_free(IncludedNote *value);
void every_scalar_free(EveryScalar *value);
void tree_node_free(TreeNode *value);
void tree_leaf_free(TreeLeaf *value);
void features_config_free(FeaturesConfig *value);
void tree_node_place_free(TreeNodePlace *value);
void tree_node_fruits_free(TreeNodeFruits *value);
void plant_tree_site_free(PlantTreeSite *value);
void tree_node_list_free(TreeNodeList *list);
void paint_colour_list_free(PaintColourList *list);
void tree_node_fruits_list_free(TreeNodeFruitsList *list);
void included_note_list_free(IncludedNoteList *list);

#define QEVENT_TREE_FELLED_EVENT "TIMBER"
/* No data. */
typedef void(TreeFelledEventFunc)(void *opaque);

#define QEVENT_VNC_TREE_EVENT "VNC_TREE_EVENT"
/* Data of every kind. */
typedef void(VNCTreeEventFunc)(const TreeNode *node, bool has_colour, PaintColour colour,
                               const char *event_, int64_t opaque_, const char *extra,
                               const IncludedNoteList *notes, void *opaque);

#define QEVENT_RESET_EVENT "RESET"
typedef void(ResetEventFunc)(void *opaque);

#ifdef __cplusplus
}
#endif

#endif
