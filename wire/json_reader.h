/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_READER_H
#define SIGNALBOX_WIRE_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/json_tree_builder.h"
#include "wire/key_set.h"
#include "wire/text_buffer.h"

/* Cuts a stream of bytes into JSON values and errors, exactly as QEMU 7.2 does: same dialect,
 * same limits, same texts, same recovery. One pass; keeps the text of the value that it is in,
 * without white space. See docs/wire.md. [one thread at a time] */

#ifdef __cplusplus
extern "C" {
#endif

/* QEMU's limits for one value. */
#define WIRE_JSON_MAX_TOKEN_BYTES ((size_t)64 << 20)
#define WIRE_JSON_MAX_TOKENS ((uint32_t)2 << 20)
#define WIRE_JSON_MAX_NESTING 1024

typedef enum wire_json_status {
    WIRE_JSON_MORE = 0, /* all bytes are taken and none is complete */
    WIRE_JSON_VALUE,    /* wire_json_reader.text is a value */
    WIRE_JSON_ERROR     /* wire_json_reader.error says what QEMU says */
} wire_json_status;

typedef struct wire_json_reader {
    wire_text text;       /* tokens of the value so far */
    wire_text error;      /* after a grammar error: the first one */
    size_t token_begin;   /* in text */
    size_t token_bytes;   /* of whole tokens */
    size_t max_bytes;     /* WIRE_JSON_MAX_TOKEN_BYTES, unless the owner wants less */
    uint32_t token_count; /* the same */
    int32_t braces;
    int32_t brackets;
    uint8_t state;    /* of the lexer */
    uint8_t expected; /* by the grammar */
    bool complete;    /* text or error was handed out and goes with the next byte */
    bool has_escape;  /* the string so far */
    bool has_high;    /* it has bytes that are not ASCII */
    char quote;       /* of the string */
    uint16_t depth;
    uint16_t key_depth; /* of the innermost container that stands where a key belongs; 0: none */
    uint64_t is_object[WIRE_JSON_MAX_NESTING / 64]; /* a bit for each depth */
    wire_key_set keys;
    wire_json_tree_builder nodes; /* only if it has a tree */
} wire_json_reader;

void wire_json_reader_init(wire_json_reader *reader);

/* Takes bytes up to the end of the next value or error; *used says how many. */
wire_json_status wire_json_feed(wire_json_reader *reader, const char *bytes, size_t size,
                                size_t *used);

/* Says that the input ends here. MORE: there was nothing to end. To be called until it is MORE. */
wire_json_status wire_json_finish(wire_json_reader *reader);

/* Whether it is between two values and keeps nothing. */
bool wire_json_reader_is_idle(const wire_json_reader *reader);

/* Whether it is inside a token that the next byte may go on with. */
bool wire_json_reader_is_in_token(const wire_json_reader *reader);

/* Whether it is skipping the rest of a bad token. */
bool wire_json_reader_is_recovering(const wire_json_reader *reader);
void wire_json_reader_recover(wire_json_reader *reader);

/* Frees the memory. The reader is as new, but for its tree and its max_bytes. */
void wire_json_reader_release(wire_json_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
