/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/decoder.h"

enum { MAX_NAME = 64 };

static size_t least(size_t one, size_t two, size_t three) {
    const size_t smaller = one < two ? one : two;
    return smaller < three ? smaller : three;
}

/* How many letters to put in, take out or replace. Both names are at most MAX_NAME long. */
static size_t distance(const char *one, const char *two) {
    const size_t width = strlen(two);
    size_t row[MAX_NAME + 1];
    for (size_t j = 0; j <= width; j++) row[j] = j;
    for (size_t i = 0; one[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < width; j++) {
            const size_t replaced = diagonal + (one[i] != two[j]);
            diagonal = row[j + 1];
            row[j + 1] = least(row[j] + 1, row[j + 1] + 1, replaced);
        }
    }
    return row[width];
}

const char *wire_nearest_member(const wire_type *type, const char *name) {
    const size_t length = strlen(name);
    if (length > MAX_NAME) return NULL;
    size_t best = length / 3 + 1; /* more wrong than that is no slip */
    const char *nearest = NULL;
    for (size_t i = 0; i < type->member_count; i++) {
        const char *known = type->members[i].name;
        if (strlen(known) > MAX_NAME) continue;
        const size_t apart = distance(name, known);
        if (apart < best || (apart == best && !nearest)) {
            best = apart;
            nearest = known;
        }
    }
    return nearest;
}
