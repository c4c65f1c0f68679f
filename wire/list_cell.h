/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_LIST_CELL_H
#define SIGNALBOX_WIRE_LIST_CELL_H

#include "wire/codec.h"

/* How a list's cell is laid out. [any thread] */

/* Room for the value of any type. */
typedef union wire_slot {
    void *pointer;
    int64_t int64;
    double real;
} wire_slot;

static inline void *wire_cell_value(wire_list *cell) {
    return (char *)cell + sizeof(void *);
}

static inline const void *wire_const_cell_value(const wire_list *cell) {
    return (const char *)cell + sizeof(void *);
}

#endif
