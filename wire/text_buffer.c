/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/text_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const size_t smallest_capacity = 64;
static const size_t large_capacity = (size_t)1 << 20;

static void *or_abort(void *block) {
    if (!block) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return block;
}

void *wire_allocate(size_t size) {
    return or_abort(malloc(size ? size : 1));
}

void *wire_allocate_zeroed(size_t size) {
    return or_abort(calloc(1, size ? size : 1));
}

void *wire_reallocate(void *block, size_t size) {
    return or_abort(realloc(block, size));
}

void wire_text_reserve(wire_text *text, size_t more) {
    const size_t needed = text->length + more + 1;
    if (needed <= text->capacity) return;

    const size_t share = text->capacity < large_capacity ? 2 : 8;
    size_t capacity = text->capacity + text->capacity / share;
    if (capacity < smallest_capacity) capacity = smallest_capacity;
    if (capacity < needed) capacity = needed;
    text->bytes = wire_reallocate(text->bytes, capacity);
    text->capacity = capacity;
}

void wire_text_append_format(wire_text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) abort();

    wire_text_reserve(text, (size_t)size);
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, (size_t)size + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)size;
}

void wire_text_release(wire_text *text) {
    free(text->bytes);
    *text = (wire_text){0};
}
