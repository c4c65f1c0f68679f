/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/codec.h"

#include <stdlib.h>

#include "wire/list_cell.h"

const wire_type wire_type_str = {.kind = WIRE_STR, .name = "str"};
const wire_type wire_type_bool = {.kind = WIRE_BOOL, .name = "bool"};
const wire_type wire_type_int8 = {.kind = WIRE_INT8, .name = "int8"};
const wire_type wire_type_int16 = {.kind = WIRE_INT16, .name = "int16"};
const wire_type wire_type_int32 = {.kind = WIRE_INT32, .name = "int32"};
const wire_type wire_type_int64 = {.kind = WIRE_INT64, .name = "int"};
const wire_type wire_type_uint8 = {.kind = WIRE_UINT8, .name = "uint8"};
const wire_type wire_type_uint16 = {.kind = WIRE_UINT16, .name = "uint16"};
const wire_type wire_type_uint32 = {.kind = WIRE_UINT32, .name = "uint32"};
const wire_type wire_type_uint64 = {.kind = WIRE_UINT64, .name = "uint64"};
const wire_type wire_type_size = {.kind = WIRE_SIZE, .name = "size"};
const wire_type wire_type_number = {.kind = WIRE_NUMBER, .name = "number"};
const wire_type wire_type_any = {.kind = WIRE_ANY, .name = "any"};

static void free_inner(const wire_type *type, void *value);

static void free_members(const wire_type *type, char *structure) {
    for (size_t i = 0; i < type->member_count; i++) {
        free_inner(type->members[i].type, structure + type->members[i].offset);
    }
}

static void free_list(const wire_type *type, wire_list *cell) {
    while (cell) {
        wire_list *next = cell->next;
        free_inner(type->element, wire_cell_value(cell));
        free(cell);
        cell = next;
    }
}

/* A value inside another one, where a structure is a pointer. */
static void free_inner(const wire_type *type, void *value) {
    void **pointer = value;
    switch (type->kind) {
        case WIRE_STRUCT:
            if (!*pointer) return;
            free_members(type, *pointer);
            break;
        case WIRE_LIST:
            free_list(type, *pointer);
            *pointer = NULL;
            return;
        case WIRE_STR:
        case WIRE_ANY: break;
        default: return;
    }
    free(*pointer);
    *pointer = NULL;
}

void wire_free(const wire_type *type, void *value) {
    if (!value) return;
    if (type->kind == WIRE_STRUCT) {
        free_members(type, value);
    } else {
        free_inner(type, value);
    }
}
