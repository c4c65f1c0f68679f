/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_TEXT_BUFFER_H
#define SIGNALBOX_WIRE_TEXT_BUFFER_H

#include <stddef.h>
#include <string.h>

/* A growing text. All zero is an empty one that owns nothing. Running out of memory ends the
 * process. [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wire_text {
    char *bytes;     /* malloc'd, or NULL */
    size_t length;   /* without the NUL that every function leaves after the text */
    size_t capacity; /* with it */
} wire_text;

/* Makes room for `more` bytes and a NUL. Grows by half, beyond 1 MiB by an eighth: a large text
 * costs little more than twice its length while it moves. */
void wire_text_reserve(wire_text *text, size_t more);

static inline void wire_text_append(wire_text *text, const char *bytes, size_t size) {
    if (text->capacity - text->length < size + 1) wire_text_reserve(text, size);
    if (size) memcpy(text->bytes + text->length, bytes, size);
    text->length += size;
    text->bytes[text->length] = '\0';
}

/* Appends a text that ends in NUL. */
static inline void wire_text_append_str(wire_text *text, const char *str) {
    wire_text_append(text, str, strlen(str));
}

static inline void wire_text_put(wire_text *text, char byte) {
    if (text->capacity - text->length < 2) {
        wire_text_reserve(text, 1);
    }
    text->bytes[text->length++] = byte;
    text->bytes[text->length] = '\0';
}

void wire_text_append_format(wire_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Frees the bytes; the text is empty afterwards. */
void wire_text_release(wire_text *text);

/* malloc(), calloc() and realloc() that end the process rather than return NULL. */
void *wire_allocate(size_t size);
void *wire_allocate_zeroed(size_t size);
void *wire_reallocate(void *block, size_t size);

#ifdef __cplusplus
}
#endif

#endif
