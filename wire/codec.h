/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_CODEC_H
#define SIGNALBOX_WIRE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Between JSON text and C values, by tables that the schema compiler writes. C11, free of
 * anything of ours, so that it can be linked into every plugin and into libqmp.
 *
 * In memory, as in QAPI: a text is a `char *`, `any` a `char *` that holds JSON text, a
 * structure is held by pointer, and a list is linked cells {next, value}, NULL when empty. An
 * optional text, `any` or structure is NULL when absent; any other optional member has a
 * `bool has_NAME` before it. All
 * that decoding allocates is malloc's and goes with wire_free(). [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

typedef enum wire_kind {
    WIRE_STR = 0, /* char *; NUL bytes travel as C0 80 (modified UTF-8, as in QEMU) */
    WIRE_BOOL,    /* bool */
    WIRE_INT8,
    WIRE_INT16,
    WIRE_INT32,
    WIRE_INT64, /* `int` of the schema language too */
    WIRE_UINT8,
    WIRE_UINT16,
    WIRE_UINT32,
    WIRE_UINT64,
    WIRE_SIZE,   /* uint64_t */
    WIRE_NUMBER, /* double */
    WIRE_ANY,    /* char *, JSON text */
    WIRE_ENUM,   /* int: index into values */
    WIRE_STRUCT, /* T *, except for the outermost value of a call */
    WIRE_LIST    /* wire_list *: NULL when empty */
} wire_kind;

/* A cell of any list; `value` has the representation of the element type: a generated
 * BlockStatsList is {BlockStatsList *next; BlockStats *value;}. */
typedef struct wire_list {
    struct wire_list *next;
    /* the value follows, at offset sizeof(void *), aligned as it needs (at most 8) */
} wire_list;

typedef struct wire_type wire_type;

typedef struct wire_member {
    const char *name; /* on the wire */
    const wire_type *type;
    size_t offset; /* of the value in the structure */
    bool optional;
    size_t has_offset; /* of `bool has_NAME`; SIZE_MAX where there is none */
} wire_member;

struct wire_type {
    wire_kind kind;
    const char *name;            /* in the schema, for messages */
    size_t size;                 /* STRUCT: sizeof */
    const wire_member *members;  /* STRUCT: in the order of the schema, which is the order in which
                                    QEMU checks arguments */
    const uint16_t *print_order; /* STRUCT: indices of members in the order in which QEMU prints
                                    them: that of its dictionary, see wire/member_order.hpp */
    size_t member_count;
    const char *const *values; /* ENUM: the wire texts */
    size_t value_count;
    const wire_type *element; /* LIST */
};

/* Reads a JSON object into the zeroed structure `value` of `type` (WIRE_STRUCT). On failure frees
 * what it made, sets *error to a malloc'd text in QEMU's words ("Parameter 'device' is missing",
 * "Invalid parameter type for 'device', expected: string", "Parameter 'x' is unexpected", nested
 * names as QEMU prints them) and returns false. `text` is JSON in QEMU's dialect. */
bool wire_decode(const char *text, size_t length, const wire_type *type, void *value, char **error);

/* The same for what another program says and may say more of in a later version: members that the
 * type does not have are passed over. */
bool wire_decode_known(const char *text, size_t length, const wire_type *type, void *value,
                       char **error);

/* The same for configuration: every scalar is a string ("1048576", "on", "true", "1M"), one value
 * stands for a list of one, and an unexpected member's error names the nearest known one. */
bool wire_decode_keyval(const char *text, size_t length, const wire_type *type, void *value,
                        char **error);

/* `value` as JSON text as QEMU writes it (", " and ": ", ASCII only, print_order): malloc'd, ends
 * in NUL; *length, if not NULL, gets its length. For STRUCT `value` is the structure; for any
 * other kind it points at a variable of the representation above. */
char *wire_encode(const wire_type *type, const void *value, size_t *length);

/* The same appended to a growing buffer, for callers that encode often: *buffer is malloc'd or
 * NULL, *capacity its size, *length what is used. Keeps a NUL after the text. */
void wire_encode_append(const wire_type *type, const void *value, char **buffer, size_t *length,
                        size_t *capacity);

/* Frees what hangs on `value` (as wire_encode takes it), not `value` itself. */
void wire_free(const wire_type *type, void *value);

/* The scalar types, to point at from tables. */
extern const wire_type wire_type_str, wire_type_bool, wire_type_int8, wire_type_int16,
    wire_type_int32, wire_type_int64, wire_type_uint8, wire_type_uint16, wire_type_uint32,
    wire_type_uint64, wire_type_size, wire_type_number, wire_type_any;

#ifdef __cplusplus
}
#endif

#endif
