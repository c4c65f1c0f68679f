/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/place.h"

static void append_name(const wire_place *place, wire_text *text) {
    if (!place->parent) return;
    append_name(place->parent, text);
    if (!place->name) {
        wire_text_append_format(text, "[%u]", place->index);
        return;
    }
    if (place->parent->parent) wire_text_put(text, '.');
    wire_text_append_str(text, place->name);
}

void wire_place_name(const wire_place *place, wire_text *text) {
    if (place->parent) {
        append_name(place, text);
    } else {
        wire_text_append_str(text, "<anonymous>");
    }
}
