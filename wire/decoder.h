/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_DECODER_H
#define SIGNALBOX_WIRE_DECODER_H

#include <stdbool.h>

#include "wire/codec.h"
#include "wire/json_number.h"
#include "wire/json_tree.h"
#include "wire/place.h"

/* What reading a structure out of JSON needs on its way. [one thread] */

typedef struct wire_decoder {
    const wire_json_tree *tree;
    bool keyval;
    bool known_only; /* members that a type does not have are passed over */
    wire_text error; /* empty: none yet */
} wire_decoder;

/* "Parameter 'PLACE' expects WHAT"; returns false, as all that follow. */
bool wire_decoder_expects(wire_decoder *decoder, const wire_place *place, const char *what);

/* The same with the last name only, as QEMU says where a number is out of range. */
bool wire_decoder_range(wire_decoder *decoder, const wire_place *place, const char *type);

/* "Invalid parameter type for 'PLACE', expected: WHAT" */
bool wire_decoder_type(wire_decoder *decoder, const wire_place *place, const char *what);

/* "Parameter 'PLACE' is missing" */
bool wire_decoder_missing(wire_decoder *decoder, const wire_place *place);

/* "Parameter 'PLACE.NAME' is unexpected", for the first member of the object, in QEMU's order,
 * that the type does not have. Returns true if there is none. */
bool wire_decoder_finish_object(wire_decoder *decoder, const wire_place *place, uint32_t object,
                                const wire_type *type);

/* Reads a scalar into *value, which has the type's representation. */
bool wire_decode_scalar(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        const wire_type *type, void *value);

/* The numbers and switches of configuration: strings that say them. */
bool wire_keyval_number(wire_decoder *decoder, const wire_place *place, uint32_t node,
                        wire_kind kind, wire_number *number);
bool wire_keyval_bool(wire_decoder *decoder, const wire_place *place, uint32_t node, bool *value);

/* The name of a member of `type` that looks like `name`, or NULL. */
const char *wire_nearest_member(const wire_type *type, const char *name);

#endif
