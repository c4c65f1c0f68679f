/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#ifndef INCLUDED_QMP_TYPES_H
#define INCLUDED_QMP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct IncludedNote IncludedNote;

/* A note, from a file of its own. */
struct IncludedNote {
    char *text;
    bool has_line;
    uint32_t line;
};

/* Free a value and all that hangs on it, as malloc() made it; NULL is ignored. */
void included_note_free(IncludedNote *value);

#ifdef __cplusplus
}
#endif

#endif
