/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "wire/json_number.h"
#include "wire/json_print.h"
#include "wire/json_string.h"
#include "wire/list_cell.h"

/* Most values fit, so that the text need not grow. */
static const size_t usual_size = 256;

static void encode_inner(const wire_type *type, const void *value, wire_text *text);

static bool is_present(const wire_member *member, const char *structure) {
    if (!member->optional) return true;
    if (member->has_offset != SIZE_MAX) return *(const bool *)(structure + member->has_offset);
    return *(void *const *)(structure + member->offset) != NULL;
}

static void encode_structure(const wire_type *type, const char *structure, wire_text *text) {
    bool first = true;
    wire_text_put(text, '{');
    for (size_t i = 0; structure && i < type->member_count; i++) {
        const wire_member *member = &type->members[type->print_order ? type->print_order[i] : i];
        if (!is_present(member, structure)) continue;
        if (!first) wire_text_append(text, ", ", 2);
        first = false;
        wire_text_put(text, '"'); /* a name of the schema needs no escape */
        wire_text_append_str(text, member->name);
        wire_text_append(text, "\": ", 3);
        encode_inner(member->type, structure + member->offset, text);
    }
    wire_text_put(text, '}');
}

static void encode_list(const wire_type *type, const wire_list *cell, wire_text *text) {
    wire_text_put(text, '[');
    for (const wire_list *first = cell; cell; cell = cell->next) {
        if (cell != first) wire_text_append(text, ", ", 2);
        encode_inner(type->element, wire_const_cell_value(cell), text);
    }
    wire_text_put(text, ']');
}

/* Prints JSON text anew, so that it is one line of ASCII whatever its author wrote. */
static void encode_any(const char *json, wire_text *text) {
    wire_json_tree tree = {0};
    char *fault = json ? wire_json_parse(json, strlen(json), &tree) : NULL;
    if (json && !fault) {
        wire_json_print(&tree, 0, text);
    } else {
        wire_text_append_str(text, "null");
    }
    free(fault);
    wire_json_tree_release(&tree);
}

static wire_number number_of(const wire_type *type, const void *value) {
    wire_number number = {WIRE_IS_INT64, {0}};
    switch (type->kind) {
        case WIRE_INT8: number.int64 = *(const int8_t *)value; break;
        case WIRE_INT16: number.int64 = *(const int16_t *)value; break;
        case WIRE_INT32: number.int64 = *(const int32_t *)value; break;
        case WIRE_INT64: number.int64 = *(const int64_t *)value; break;
        case WIRE_UINT8: number.int64 = *(const uint8_t *)value; break;
        case WIRE_UINT16: number.int64 = *(const uint16_t *)value; break;
        case WIRE_UINT32: number.int64 = *(const uint32_t *)value; break;
        case WIRE_NUMBER:
            number.kind = WIRE_IS_DOUBLE;
            number.real = *(const double *)value;
            break;
        default:
            number.kind = WIRE_IS_UINT64;
            number.uint64 = *(const uint64_t *)value;
            break;
    }
    return number;
}

static void encode_enum(const wire_type *type, int index, wire_text *text) {
    const bool known = index >= 0 && (size_t)index < type->value_count;
    const char *value = known ? type->values[index] : "";
    wire_json_quote(value, strlen(value), text);
}

/* A value inside another one, where a structure is a pointer. */
static void encode_inner(const wire_type *type, const void *value, wire_text *text) {
    const void *pointer = NULL;
    switch (type->kind) {
        case WIRE_STRUCT:
        case WIRE_LIST:
        case WIRE_STR:
        case WIRE_ANY: pointer = *(const void *const *)value; break;
        default: break;
    }
    switch (type->kind) {
        case WIRE_STRUCT: encode_structure(type, pointer, text); break;
        case WIRE_LIST: encode_list(type, pointer, text); break;
        case WIRE_ANY: encode_any(pointer, text); break;
        case WIRE_STR:
            wire_json_quote(pointer ? pointer : "", pointer ? strlen(pointer) : 0, text);
            break;
        case WIRE_BOOL: wire_text_append_str(text, *(const bool *)value ? "true" : "false"); break;
        case WIRE_ENUM: encode_enum(type, *(const int *)value, text); break;
        default: wire_number_print(number_of(type, value), text); break;
    }
}

void wire_encode_append(const wire_type *type, const void *value, char **buffer, size_t *length,
                        size_t *capacity) {
    wire_text text = {*buffer, *length, *capacity};
    if (type->kind == WIRE_STRUCT) {
        encode_structure(type, value, &text);
    } else {
        encode_inner(type, value, &text);
    }
    *buffer = text.bytes;
    *length = text.length;
    *capacity = text.capacity;
}

char *wire_encode(const wire_type *type, const void *value, size_t *length) {
    size_t capacity = usual_size;
    char *buffer = wire_allocate(capacity);
    size_t used = 0;
    wire_encode_append(type, value, &buffer, &used, &capacity);
    if (length) *length = used;
    return buffer;
}
