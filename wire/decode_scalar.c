/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/decoder.h"
#include "wire/json_print.h"

/* What a kind of integer holds, and what QEMU calls it where a value does not fit. */
static const struct {
    int64_t least;
    uint64_t greatest;
    const char *name;
} range_of[] = {
    [WIRE_INT8] = {INT8_MIN, INT8_MAX, "int8_t"},
    [WIRE_INT16] = {INT16_MIN, INT16_MAX, "int16_t"},
    [WIRE_INT32] = {INT32_MIN, INT32_MAX, "int32_t"},
    [WIRE_INT64] = {INT64_MIN, INT64_MAX, "int64_t"},
    [WIRE_UINT8] = {0, UINT8_MAX, "uint8_t"},
    [WIRE_UINT16] = {0, UINT16_MAX, "uint16_t"},
    [WIRE_UINT32] = {0, UINT32_MAX, "uint32_t"},
    [WIRE_UINT64] = {0, UINT64_MAX, "uint64_t"},
    [WIRE_SIZE] = {0, UINT64_MAX, "uint64_t"},
};

static bool read_number(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        wire_kind kind, wire_number *number) {
    const wire_json_kind token = wire_json_kind_of(decoder->tree, node);
    if (decoder->keyval && token == WIRE_JSON_STRING) {
        return wire_keyval_number(decoder, place, node, kind, number);
    }
    if (token != WIRE_JSON_INTEGER && token != WIRE_JSON_FLOAT) return false;
    *number = wire_number_read(decoder->tree->text.bytes + decoder->tree->nodes[node].begin,
                               token == WIRE_JSON_INTEGER);
    return true;
}

static bool decode_signed(wire_decoder *decoder, const wire_place *place, uint32_t node,
                          wire_kind kind, int64_t *value) {
    wire_number number;
    const bool read = read_number(decoder, place, node, kind, &number);
    if (decoder->error.length) return false;
    if (!read || number.kind != WIRE_IS_INT64) {
        return wire_decoder_type(decoder, place, "integer");
    }
    *value = number.int64;
    const bool fits = *value >= range_of[kind].least &&
                      (*value < 0 || (uint64_t)*value <= range_of[kind].greatest);
    return fits || wire_decoder_range(decoder, place, range_of[kind].name);
}

/* A negative number counts as one of 64 bits without sign, as in QEMU. */
static bool decode_unsigned(wire_decoder *decoder, const wire_place *place, uint32_t node,
                            wire_kind kind, uint64_t *value) {
    wire_number number;
    const bool read = read_number(decoder, place, node, kind, &number);
    if (decoder->error.length) return false;
    if (!read || number.kind == WIRE_IS_DOUBLE) {
        return wire_decoder_expects(decoder, place, "uint64");
    }
    *value = number.kind == WIRE_IS_INT64 ? (uint64_t)number.int64 : number.uint64;
    return *value <= range_of[kind].greatest ||
           wire_decoder_range(decoder, place, range_of[kind].name);
}

static bool decode_double(wire_decoder *decoder, const wire_place *place, uint32_t node,
                          double *value) {
    wire_number number;
    const bool read = read_number(decoder, place, node, WIRE_NUMBER, &number);
    if (decoder->error.length) return false;
    if (!read) return wire_decoder_type(decoder, place, "number");
    *value = wire_number_double(number);
    return true;
}

static bool decode_bool(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        bool *value) {
    switch (wire_json_kind_of(decoder->tree, node)) {
        case WIRE_JSON_TRUE: *value = true; return true;
        case WIRE_JSON_FALSE: *value = false; return true;
        case WIRE_JSON_STRING:
            if (decoder->keyval) return wire_keyval_bool(decoder, place, node, value);
            break;
        default: break;
    }
    return wire_decoder_type(decoder, place, "boolean");
}

static bool decode_string(wire_decoder *decoder, const wire_place *place, uint32_t node,
                          char **value) {
    if (wire_json_kind_of(decoder->tree, node) != WIRE_JSON_STRING) {
        return wire_decoder_type(decoder, place, "string");
    }
    wire_text text = {0};
    wire_json_string(decoder->tree, node, &text);
    *value = text.bytes;
    return true;
}

static bool decode_enum(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        const wire_type *type, int *value) {
    char *text = NULL;
    if (!decode_string(decoder, place, node, &text)) return false;
    wire_text owner = {.bytes = text};
    for (size_t i = 0; i < type->value_count; i++) {
        if (strcmp(type->values[i], text) != 0) continue;
        *value = (int)i;
        wire_text_release(&owner);
        return true;
    }
    wire_text_append_format(&decoder->error, "Parameter '%s' does not accept value '%s'",
                            place->name ? place->name : "null", text);
    wire_text_release(&owner);
    return false;
}

static bool decode_any(wire_decoder *decoder, uint32_t node, char **value) {
    wire_text text = {0};
    wire_json_print(decoder->tree, node, &text);
    *value = text.bytes;
    return true;
}

/* Stores an integer in as many bytes as its kind has. */
static void store(wire_kind kind, uint64_t bits, void *value) {
    switch (kind) {
        case WIRE_INT8:
        case WIRE_UINT8: *(uint8_t *)value = (uint8_t)bits; break;
        case WIRE_INT16:
        case WIRE_UINT16: *(uint16_t *)value = (uint16_t)bits; break;
        case WIRE_INT32:
        case WIRE_UINT32: *(uint32_t *)value = (uint32_t)bits; break;
        default: *(uint64_t *)value = bits; break;
    }
}

bool wire_decode_scalar(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        const wire_type *type, void *value) {
    int64_t signed_value = 0;
    uint64_t unsigned_value = 0;
    switch (type->kind) {
        case WIRE_STR: return decode_string(decoder, place, node, value);
        case WIRE_BOOL: return decode_bool(decoder, place, node, value);
        case WIRE_NUMBER: return decode_double(decoder, place, node, value);
        case WIRE_ANY: return decode_any(decoder, node, value);
        case WIRE_ENUM: return decode_enum(decoder, place, node, type, value);
        case WIRE_INT8:
        case WIRE_INT16:
        case WIRE_INT32:
        case WIRE_INT64:
            if (!decode_signed(decoder, place, node, type->kind, &signed_value)) return false;
            store(type->kind, (uint64_t)signed_value, value);
            return true;
        default:
            if (!decode_unsigned(decoder, place, node, type->kind, &unsigned_value)) return false;
            store(type->kind, unsigned_value, value);
            return true;
    }
}
