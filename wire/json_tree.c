/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_tree.h"

#include <stdlib.h>
#include <string.h>

#include "wire/json_reader.h"
#include "wire/json_string.h"

static char *copy_of(const char *text) {
    const size_t size = strlen(text) + 1;
    return memcpy(wire_allocate(size), text, size);
}

/* Reads on to the end, which must hold no second value. */
static char *read_rest(wire_json_reader *reader, const char *text, size_t length) {
    size_t used = 0;
    wire_json_status status = wire_json_feed(reader, text, length, &used);
    if (status == WIRE_JSON_MORE) status = wire_json_finish(reader);
    if (status == WIRE_JSON_ERROR) return copy_of(reader->error.bytes);
    return status == WIRE_JSON_VALUE ? copy_of("Expecting at most one JSON value") : NULL;
}

char *wire_json_parse(const char *text, size_t length, wire_json_tree *tree) {
    wire_json_reader reader;
    wire_json_reader_init(&reader);
    wire_json_tree_release(tree);
    reader.nodes.tree = tree;
    wire_text_reserve(&reader.text, length); /* it has no white space, and so is no longer */

    size_t used = 0;
    char *error = NULL;
    wire_json_status status = wire_json_feed(&reader, text, length, &used);
    if (status == WIRE_JSON_MORE) status = wire_json_finish(&reader);
    if (status == WIRE_JSON_MORE) error = copy_of("Expecting a JSON value");
    if (status == WIRE_JSON_ERROR) error = copy_of(reader.error.bytes);
    tree->text = reader.text;
    reader.text = (wire_text){0};
    reader.nodes.tree = NULL;
    if (!error) error = read_rest(&reader, text + used, length - used);
    wire_json_reader_release(&reader);
    if (error) wire_json_tree_release(tree);
    return error;
}

void wire_json_tree_release(wire_json_tree *tree) {
    if (tree->text.capacity) wire_text_release(&tree->text);
    free(tree->nodes);
    *tree = (wire_json_tree){0};
}

void wire_json_string(const wire_json_tree *tree, uint32_t node, wire_text *value) {
    const wire_json_node *string = &tree->nodes[node];
    wire_json_unquote(tree->text.bytes + string->begin, string->end - string->begin, value, NULL);
}

const char *wire_json_plain(const wire_json_tree *tree, uint32_t node, size_t *length) {
    const wire_json_node *string = &tree->nodes[node];
    const char *bytes = tree->text.bytes + string->begin + 1;
    *length = string->end - string->begin - 2;
    return memchr(bytes, '\\', *length) ? NULL : bytes;
}

bool wire_json_says(const wire_json_tree *tree, uint32_t node, const char *text) {
    size_t length = 0;
    const char *bytes = wire_json_plain(tree, node, &length);
    if (bytes) return !strncmp(bytes, text, length) && strlen(text) == length;
    wire_text value = {0};
    wire_json_string(tree, node, &value);
    const bool same = !strcmp(value.bytes, text);
    wire_text_release(&value);
    return same;
}

uint32_t wire_json_member(const wire_json_tree *tree, uint32_t object, const char *name) {
    const uint32_t end = tree->nodes[object].next;
    for (uint32_t key = object + 1; key < end; key = tree->nodes[key + 1].next) {
        if (wire_json_says(tree, key, name)) return key + 1;
    }
    return wire_json_none;
}
