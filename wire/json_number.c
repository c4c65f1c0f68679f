/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_number.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <threads.h>

static once_flag once = ONCE_FLAG_INIT;
static locale_t c_locale;

static void make_c_locale(void) {
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* A point is a point. Returns what to hand to uselocale() afterwards. */
static locale_t use_c_locale(void) {
    call_once(&once, make_c_locale);
    return uselocale(c_locale);
}

static bool read_integer(const char *token, wire_number *number) {
    errno = 0;
    number->kind = WIRE_IS_INT64;
    number->int64 = strtoll(token, NULL, 10);
    if (!errno) return true;
    if (*token == '-') return false;

    errno = 0;
    number->kind = WIRE_IS_UINT64;
    number->uint64 = strtoull(token, NULL, 10);
    return !errno;
}

wire_number wire_number_read(const char *token, bool integer) {
    wire_number number = {WIRE_IS_INT64, {0}};
    const int saved = errno;
    if (!integer || !read_integer(token, &number)) {
        const locale_t before = use_c_locale();
        number.kind = WIRE_IS_DOUBLE;
        number.real = strtod(token, NULL);
        uselocale(before);
    }
    errno = saved;
    return number;
}

static void print_integer(bool negative, uint64_t magnitude, wire_text *text) {
    char digits[20];
    size_t first = sizeof(digits);
    do {
        digits[--first] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (negative) wire_text_put(text, '-');
    wire_text_append(text, digits + first, sizeof(digits) - first);
}

void wire_number_print(wire_number number, wire_text *text) {
    if (number.kind == WIRE_IS_INT64) {
        const bool negative = number.int64 < 0;
        const uint64_t bits = (uint64_t)number.int64;
        print_integer(negative, negative ? 0 - bits : bits, text);
    } else if (number.kind == WIRE_IS_UINT64) {
        print_integer(false, number.uint64, text);
    } else {
        const locale_t before = use_c_locale();
        wire_text_append_format(text, "%.17g", number.real);
        uselocale(before);
    }
}

double wire_number_double(wire_number number) {
    switch (number.kind) {
        case WIRE_IS_INT64: return (double)number.int64;
        case WIRE_IS_UINT64: return (double)number.uint64;
        default: return number.real;
    }
}
