/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_print.h"

#include <stdlib.h>

#include "wire/json_number.h"
#include "wire/json_string.h"

static uint32_t count_members(const wire_json_tree *tree, uint32_t object) {
    uint32_t count = 0;
    const uint32_t end = tree->nodes[object].next;
    for (uint32_t key = object + 1; key < end; key = tree->nodes[key + 1].next) count++;
    return count;
}

static uint16_t bucket_of(const wire_json_tree *tree, uint32_t key, wire_text *name) {
    name->length = 0;
    wire_json_string(tree, key, name);
    return (uint16_t)wire_member_bucket(name->bytes, name->length);
}

uint32_t *wire_json_keys_in_order(const wire_json_tree *tree, uint32_t object, uint32_t *count) {
    *count = count_members(tree, object);
    uint32_t *keys = wire_allocate(*count * sizeof(*keys));
    if (*count < 2) {
        if (*count) keys[0] = object + 1;
        return keys;
    }
    uint32_t *order = wire_allocate(*count * sizeof(*order));
    uint16_t *buckets = wire_allocate(*count * sizeof(*buckets));
    wire_text name = {0};
    uint32_t key = object + 1;
    for (uint32_t i = 0; i < *count; i++, key = tree->nodes[key + 1].next) {
        keys[i] = key;
        buckets[i] = bucket_of(tree, key, &name);
    }
    wire_member_order(buckets, *count, order);
    for (uint32_t i = 0; i < *count; i++) order[i] = keys[order[i]];
    wire_text_release(&name);
    free(buckets);
    free(keys);
    return order;
}

static void print_string(const wire_json_tree *tree, uint32_t node, wire_text *text) {
    size_t length = 0;
    const char *bytes = wire_json_plain(tree, node, &length);
    if (bytes) {
        wire_json_quote(bytes, length, text);
        return;
    }
    wire_text value = {0};
    wire_json_string(tree, node, &value);
    wire_json_quote(value.bytes, value.length, text);
    wire_text_release(&value);
}

static void print_array(const wire_json_tree *tree, uint32_t array, wire_text *text) {
    const uint32_t end = tree->nodes[array].next;
    wire_text_put(text, '[');
    for (uint32_t item = array + 1; item < end; item = tree->nodes[item].next) {
        if (item > array + 1) wire_text_append_str(text, ", ");
        wire_json_print(tree, item, text);
    }
    wire_text_put(text, ']');
}

static void print_object(const wire_json_tree *tree, uint32_t object, wire_text *text) {
    uint32_t count = 0;
    uint32_t *keys = wire_json_keys_in_order(tree, object, &count);
    wire_text_put(text, '{');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wire_text_append_str(text, ", ");
        print_string(tree, keys[i], text);
        wire_text_append_str(text, ": ");
        wire_json_print(tree, keys[i] + 1, text);
    }
    wire_text_put(text, '}');
    free(keys);
}

void wire_json_print(const wire_json_tree *tree, uint32_t node, wire_text *text) {
    const wire_json_kind kind = wire_json_kind_of(tree, node);
    switch (kind) {
        case WIRE_JSON_NULL: wire_text_append_str(text, "null"); break;
        case WIRE_JSON_FALSE: wire_text_append_str(text, "false"); break;
        case WIRE_JSON_TRUE: wire_text_append_str(text, "true"); break;
        case WIRE_JSON_STRING: print_string(tree, node, text); break;
        case WIRE_JSON_ARRAY: print_array(tree, node, text); break;
        case WIRE_JSON_OBJECT: print_object(tree, node, text); break;
        case WIRE_JSON_INTEGER:
        case WIRE_JSON_FLOAT:
            wire_number_print(wire_number_read(tree->text.bytes + tree->nodes[node].begin,
                                               kind == WIRE_JSON_INTEGER),
                              text);
            break;
    }
}
