/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#include "included/qmp_tables.h"

#include <stddef.h>
#include <stdlib.h>

static const wire_member IncludedNote_members[] = {
    {"text", &wire_type_str, offsetof(IncludedNote, text), false, SIZE_MAX},
    {"line", &wire_type_uint32, offsetof(IncludedNote, line), true,
     offsetof(IncludedNote, has_line)},
};
static const uint16_t IncludedNote_print_order[] = {0, 1};
const wire_type included_wire_IncludedNote = {
    .kind = WIRE_STRUCT,
    .name = "IncludedNote",
    .size = sizeof(IncludedNote),
    .members = IncludedNote_members,
    .print_order = IncludedNote_print_order,
    .member_count = 2,
};

void included_note_free(IncludedNote *value) {
    if (!value) return;
    wire_free(&included_wire_IncludedNote, value);
    free(value);
}
