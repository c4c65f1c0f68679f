/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "wire/decoder.h"
#include "wire/json_print.h"

static bool quote_place(wire_decoder *decoder, const char *before, const wire_place *place,
                        const char *after) {
    wire_text_append_str(&decoder->error, before);
    wire_place_name(place, &decoder->error);
    wire_text_append_str(&decoder->error, after);
    return false;
}

bool wire_decoder_expects(wire_decoder *decoder, const wire_place *place, const char *what) {
    quote_place(decoder, "Parameter '", place, "' expects ");
    wire_text_append_str(&decoder->error, what);
    return false;
}

bool wire_decoder_range(wire_decoder *decoder, const wire_place *place, const char *type) {
    wire_text_append_format(&decoder->error, "Parameter '%s' expects %s",
                            place->name ? place->name : "null", type);
    return false;
}

bool wire_decoder_type(wire_decoder *decoder, const wire_place *place, const char *what) {
    quote_place(decoder, "Invalid parameter type for '", place, "', expected: ");
    wire_text_append_str(&decoder->error, what);
    return false;
}

bool wire_decoder_missing(wire_decoder *decoder, const wire_place *place) {
    return quote_place(decoder, "Parameter '", place, "' is missing");
}

static bool has_member(const wire_type *type, const char *name) {
    for (size_t i = 0; i < type->member_count; i++) {
        if (!strcmp(type->members[i].name, name)) return true;
    }
    return false;
}

static bool refuse_member(wire_decoder *decoder, const wire_place *place, const wire_type *type,
                          const char *name) {
    const wire_place member = {place, name, 0};
    quote_place(decoder, "Parameter '", &member, "' is unexpected");
    const char *nearest = decoder->keyval ? wire_nearest_member(type, name) : NULL;
    if (nearest) wire_text_append_format(&decoder->error, "; did you mean '%s'?", nearest);
    return false;
}

bool wire_decoder_finish_object(wire_decoder *decoder, const wire_place *place, uint32_t object,
                                const wire_type *type) {
    if (decoder->tree->nodes[object].next == object + 1) return true;
    uint32_t count = 0;
    uint32_t *keys = wire_json_keys_in_order(decoder->tree, object, &count);
    wire_text name = {0};
    bool good = true;
    for (uint32_t i = 0; i < count && good; i++) {
        name.length = 0;
        wire_json_string(decoder->tree, keys[i], &name);
        good = has_member(type, name.bytes) || refuse_member(decoder, place, type, name.bytes);
    }
    wire_text_release(&name);
    free(keys);
    return good;
}
