/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_NUMBER_H
#define SIGNALBOX_WIRE_JSON_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/text_buffer.h"

/* A number as QEMU holds it: an integer that fits int64, else uint64, else a double, as is all
 * that is spelled with a fraction or an exponent. Whatever the locale. [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wire_number {
    enum { WIRE_IS_INT64, WIRE_IS_UINT64, WIRE_IS_DOUBLE } kind;
    union {
        int64_t int64;
        uint64_t uint64; /* greater than any int64 */
        double real;     /* inf, if it is too great */
    };
} wire_number;

/* Reads a number token; something that is not a part of it must follow. */
wire_number wire_number_read(const char *token, bool integer);

/* As QEMU prints it: a double with 17 digits, so that it reads back the same. */
void wire_number_print(wire_number number, wire_text *text);

double wire_number_double(wire_number number);

#ifdef __cplusplus
}
#endif

#endif
