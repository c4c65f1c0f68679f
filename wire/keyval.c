/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "wire/decoder.h"

static char *string_at(const wire_decoder *decoder, uint32_t node) {
    wire_text text = {0};
    wire_json_string(decoder->tree, node, &text);
    return text.bytes;
}

/* Decimal, 0x… or 0…, as in QEMU's configuration; nothing may follow. */
static bool read_integer(const char *text, bool with_sign, wire_number *number) {
    char *end = NULL;
    errno = 0;
    if (with_sign) {
        number->kind = WIRE_IS_INT64;
        number->int64 = strtoll(text, &end, 0);
    } else {
        number->kind = WIRE_IS_UINT64;
        number->uint64 = strtoull(text, &end, 0);
    }
    return end != text && !*end && !errno;
}

/* The power of two that a letter stands for, or -1. */
static int shift_of(char unit) {
    static const char units[] = "BKMGTPE";
    const char upper = unit >= 'a' && unit <= 'z' ? (char)(unit - 'a' + 'A') : unit;
    const char *place = upper ? strchr(units, upper) : NULL;
    return place ? (int)(place - units) * 10 : -1;
}

/* "512", "4k", "1.5M": bytes, or with a unit that is a power of 1024. */
static bool read_size(const char *text, wire_number *number) {
    if (*text < '0' || *text > '9') return false;
    char *end = NULL;
    number->kind = WIRE_IS_UINT64;
    errno = 0;
    number->uint64 = strtoull(text, &end, 0);
    if (!*end) return !errno;

    double fraction = 0;
    const bool has_point = *end == '.';
    if (has_point) {
        double place = 0.1;
        for (end++; *end >= '0' && *end <= '9'; end++, place /= 10) {
            fraction += (*end - '0') * place;
        }
    }
    const int shift = shift_of(*end);
    if (errno || shift < 0 || end[1] || (has_point && !shift)) return false;
    if (shift && number->uint64 > UINT64_MAX >> shift) return false;
    number->uint64 <<= shift;
    number->uint64 += (uint64_t)(fraction * (double)((uint64_t)1 << shift));
    return true;
}

static bool read_double(const char *text, wire_number *number) {
    wire_json_tree tree = {0};
    char *fault = wire_json_parse(text, strlen(text), &tree);
    free(fault);
    if (fault) return false;
    const wire_json_kind kind = wire_json_kind_of(&tree, 0);
    const bool good = kind == WIRE_JSON_INTEGER || kind == WIRE_JSON_FLOAT;
    if (good) *number = wire_number_read(tree.text.bytes, kind == WIRE_JSON_INTEGER);
    wire_json_tree_release(&tree);
    return good && isfinite(wire_number_double(*number));
}

bool wire_keyval_number(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        wire_kind kind, wire_number *number) {
    char *text = string_at(decoder, node);
    const char *what = "integer";
    bool good = false;
    switch (kind) {
        case WIRE_NUMBER:
            what = "number";
            good = read_double(text, number);
            break;
        case WIRE_SIZE:
            what = "size";
            good = read_size(text, number);
            break;
        case WIRE_INT8:
        case WIRE_INT16:
        case WIRE_INT32:
        case WIRE_INT64: good = read_integer(text, true, number); break;
        default: good = read_integer(text, false, number); break;
    }
    free(text);
    return good || wire_decoder_expects(decoder, place, what);
}

bool wire_keyval_bool(wire_decoder *decoder, const wire_place *place, uint32_t node, bool *value) {
    static const struct {
        const char *text;
        bool value;
    } words[] = {{"on", true},   {"yes", true}, {"true", true},   {"y", true},
                 {"off", false}, {"no", false}, {"false", false}, {"n", false}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (wire_json_says(decoder->tree, node, words[i].text)) {
            *value = words[i].value;
            return true;
        }
    }
    return wire_decoder_expects(decoder, place, "'on' or 'off'");
}
