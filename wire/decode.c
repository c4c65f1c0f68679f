/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "wire/decoder.h"
#include "wire/list_cell.h"

static bool decode_inner(wire_decoder *decoder, const wire_place *place, uint32_t node,
                         const wire_type *type, void *value);

static bool decode_member(wire_decoder *decoder, const wire_place *place, uint32_t object,
                          const wire_member *member, char *structure) {
    const wire_place inside = {place, member->name, 0};
    const uint32_t node = wire_json_member(decoder->tree, object, member->name);
    if (node == wire_json_none) {
        return member->optional || wire_decoder_missing(decoder, &inside);
    }
    if (member->has_offset != SIZE_MAX) *(bool *)(structure + member->has_offset) = true;
    return decode_inner(decoder, &inside, node, member->type, structure + member->offset);
}

static bool decode_structure(wire_decoder *decoder, const wire_place *place, uint32_t node,
                             const wire_type *type, void *structure) {
    if (wire_json_kind_of(decoder->tree, node) != WIRE_JSON_OBJECT) {
        return wire_decoder_type(decoder, place, "object");
    }
    for (size_t i = 0; i < type->member_count; i++) {
        if (!decode_member(decoder, place, node, &type->members[i], structure)) return false;
    }
    return decoder->known_only || wire_decoder_finish_object(decoder, place, node, type);
}

static bool decode_element(wire_decoder *decoder, const wire_place *place, uint32_t node,
                           const wire_type *type, wire_list ***tail) {
    wire_list *cell = wire_allocate_zeroed(sizeof(void *) + sizeof(wire_slot));
    **tail = cell;
    *tail = &cell->next;
    return decode_inner(decoder, place, node, type->element, wire_cell_value(cell));
}

static bool decode_list(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        const wire_type *type, wire_list **list) {
    wire_place element = {place, NULL, 0};
    if (wire_json_kind_of(decoder->tree, node) != WIRE_JSON_ARRAY) {
        if (!decoder->keyval) return wire_decoder_type(decoder, place, "array");
        return decode_element(decoder, place, node, type, &list);
    }
    const uint32_t end = decoder->tree->nodes[node].next;
    for (uint32_t item = node + 1; item < end; item = decoder->tree->nodes[item].next) {
        if (!decode_element(decoder, &element, item, type, &list)) return false;
        element.index++;
    }
    return true;
}

static bool decode_inner(wire_decoder *decoder, const wire_place *place, uint32_t node,
                         const wire_type *type, void *value) {
    if (type->kind == WIRE_LIST) return decode_list(decoder, place, node, type, value);
    if (type->kind != WIRE_STRUCT) return wire_decode_scalar(decoder, place, node, type, value);
    void *structure = wire_allocate_zeroed(type->size);
    *(void **)value = structure;
    return decode_structure(decoder, place, node, type, structure);
}

/* What most commands have as arguments; it is not worth reading. */
static wire_json_node empty_node = {0, 2, 1, WIRE_JSON_OBJECT};
static const wire_json_tree empty_object = {{"{}", 2, 0}, &empty_node, 1, 0};

static bool is_empty_object(const char *text, size_t length) {
    return length == 2 && text[0] == '{' && text[1] == '}';
}

static bool decode(wire_decoder decoder, const char *text, size_t length, const wire_type *type,
                   void *value, char **error) {
    const wire_place outermost = {NULL, NULL, 0};
    wire_json_tree tree = {0};
    *error = NULL;
    decoder.tree = is_empty_object(text, length) ? &empty_object : &tree;
    if (decoder.tree == &tree) *error = wire_json_parse(text, length, &tree);
    if (*error) return false;

    const bool good = decode_structure(&decoder, &outermost, 0, type, value);
    if (!good) {
        wire_free(type, value);
        memset(value, 0, type->size);
        *error = decoder.error.bytes;
    }
    wire_json_tree_release(&tree);
    return good;
}

bool wire_decode(const char *text, size_t length, const wire_type *type, void *value,
                 char **error) {
    return decode((wire_decoder){0}, text, length, type, value, error);
}

bool wire_decode_known(const char *text, size_t length, const wire_type *type, void *value,
                       char **error) {
    return decode((wire_decoder){.known_only = true}, text, length, type, value, error);
}

bool wire_decode_keyval(const char *text, size_t length, const wire_type *type, void *value,
                        char **error) {
    return decode((wire_decoder){.keyval = true}, text, length, type, value, error);
}
