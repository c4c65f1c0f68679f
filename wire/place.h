/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_PLACE_H
#define SIGNALBOX_WIRE_PLACE_H

#include "wire/text_buffer.h"

/* Where in a value the decoder is, for messages: "drive[0].size". [any thread] */

typedef struct wire_place {
    const struct wire_place *parent; /* NULL: the outermost value */
    const char *name;                /* NULL: an element of a list */
    unsigned index;                  /* in the list */
} wire_place;

/* Appends the name, as QEMU spells it; that of the outermost value is "<anonymous>". */
void wire_place_name(const wire_place *place, wire_text *text);

#endif
