/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_TREE_H
#define SIGNALBOX_WIRE_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/text_buffer.h"

/* A JSON value in QEMU's dialect, as its text and a list of the values in it, in the order of the
 * text. All zero is an empty tree. [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

typedef enum wire_json_kind {
    WIRE_JSON_NULL = 0,
    WIRE_JSON_FALSE,
    WIRE_JSON_TRUE,
    WIRE_JSON_INTEGER, /* by its spelling: without fraction and exponent */
    WIRE_JSON_FLOAT,
    WIRE_JSON_STRING,
    WIRE_JSON_ARRAY,
    WIRE_JSON_OBJECT /* holds a string, a value, a string, … */
} wire_json_kind;

typedef struct wire_json_node {
    uint32_t begin; /* in the text */
    uint32_t end;
    uint32_t next; /* the first node that is not inside this one */
    uint32_t kind; /* wire_json_kind */
} wire_json_node;

typedef struct wire_json_tree {
    wire_text text;        /* without white space; borrowed if its capacity is 0 */
    wire_json_node *nodes; /* [0] is the whole; a container is followed by what it holds */
    uint32_t count;
    uint32_t capacity;
} wire_json_tree;

static const uint32_t wire_json_none = UINT32_MAX;

/* Reads a text that is one value. Returns NULL, or a malloc'd error in QEMU's words; the tree is
 * empty then. Frees what was in the tree before. */
char *wire_json_parse(const char *text, size_t length, wire_json_tree *tree);

void wire_json_tree_release(wire_json_tree *tree);

static inline wire_json_kind wire_json_kind_of(const wire_json_tree *tree, uint32_t node) {
    return (wire_json_kind)tree->nodes[node].kind;
}

/* What a string says, in the tree's text, if it is spelled without escapes; else NULL. */
const char *wire_json_plain(const wire_json_tree *tree, uint32_t node, size_t *length);

/* Appends what a string says, as modified UTF-8. */
void wire_json_string(const wire_json_tree *tree, uint32_t node, wire_text *value);

/* Whether a string says `text`. */
bool wire_json_says(const wire_json_tree *tree, uint32_t node, const char *text);

/* The value of an object's member, or wire_json_none. */
uint32_t wire_json_member(const wire_json_tree *tree, uint32_t object, const char *name);

#ifdef __cplusplus
}
#endif

#endif
