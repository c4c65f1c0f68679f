/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_TREE_BUILDER_H
#define SIGNALBOX_WIRE_JSON_TREE_BUILDER_H

#include "wire/json_tree.h"

/* Adds nodes to a tree in the order of its text. Kept inline: it runs for each token. */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wire_json_tree_builder {
    wire_json_tree *tree;
    uint32_t open; /* the innermost container, or wire_json_none; its `next` is the outer one */
} wire_json_tree_builder;

static inline void wire_json_add(wire_json_tree_builder *builder, wire_json_kind kind, size_t begin,
                                 size_t end) {
    wire_json_tree *tree = builder->tree;
    if (tree->count == tree->capacity) {
        tree->capacity += tree->capacity / 2 + 16;
        tree->nodes =
            (wire_json_node *)wire_reallocate(tree->nodes, tree->capacity * sizeof(wire_json_node));
    }
    wire_json_node *node = &tree->nodes[tree->count++];
    node->begin = (uint32_t)begin;
    node->end = (uint32_t)end;
    node->next = tree->count;
    node->kind = kind;
}

static inline void wire_json_open(wire_json_tree_builder *builder, wire_json_kind kind,
                                  size_t begin) {
    wire_json_add(builder, kind, begin, begin + 1);
    const uint32_t container = builder->tree->count - 1;
    builder->tree->nodes[container].next = builder->open;
    builder->open = container;
}

static inline void wire_json_close(wire_json_tree_builder *builder, size_t end) {
    wire_json_node *node = &builder->tree->nodes[builder->open];
    builder->open = node->next;
    node->next = builder->tree->count;
    node->end = (uint32_t)end;
}

#ifdef __cplusplus
}
#endif

#endif
