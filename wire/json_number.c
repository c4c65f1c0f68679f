/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_number.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <threads.h>

static once_flag once = ONCE_FLAG_INIT;
static locale_t c_locale;

static void make_c_locale(void) { c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0); }

/* A point is a point. Returns what to hand to uselocale() afterwards. */
static locale_t use_c_locale(void)
{
    call_once(&once, make_c_locale);
    return uselocale(c_locale);
}

static bool read_integer(const char *token, wire_number *number)
{
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

wire_number wire_number_read(const char *token, bool integer)
{
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

void wire_number_print(wire_number number, wire_text *text)
{
    if (number.kind == WIRE_IS_INT64) {
        wire_text_append_format(text, "%" PRId64, number.int64);
    } else if (number.kind == WIRE_IS_UINT64) {
        wire_text_append_format(text, "%" PRIu64, number.uint64);
    } else {
        const locale_t before = use_c_locale();
        wire_text_append_format(text, "%.17g", number.real);
        uselocale(before);
    }
}

double wire_number_double(wire_number number)
{
    switch (number.kind) {
    case WIRE_IS_INT64: return (double)number.int64;
    case WIRE_IS_UINT64: return (double)number.uint64;
    default: return number.real;
    }
}
