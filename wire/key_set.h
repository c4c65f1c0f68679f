/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_KEY_SET_H
#define SIGNALBOX_WIRE_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The keys of the objects that a reader is inside of, as places in its text. Finds a key that an
 * object has twice, whatever its spelling, in O(n log n) and in place; in an object that can only
 * be hostile before it ends. All zero is an empty set. [the reader's thread] */

#ifdef __cplusplus
extern "C" {
#endif

/* Six bytes, since a member may have no more than seven. */
typedef struct __attribute__((packed)) wire_key {
    uint32_t place; /* of the token in the text; more of the hash; whether it has no value yet */
    uint16_t hash;  /* of what the token says */
} wire_key;

typedef struct wire_key_set {
    wire_key *keys; /* those of an inner object lie above those of the outer one */
    size_t count;
    size_t capacity;
    bool is_hostile; /* some key was there twice, and there are too many to go on */
} wire_key_set;

/* Forgets all objects. */
void wire_key_set_clear(wire_key_set *set);

/* An object starts at `begin` of `text`. */
void wire_key_set_open(wire_key_set *set, const char *text, size_t begin);

/* Adds the token at `begin` of `text` to the innermost object, as one that has no value yet. */
void wire_key_set_add(wire_key_set *set, const char *text, size_t begin, size_t length);

/* The key added last to the innermost object has its value. */
void wire_key_set_settle(wire_key_set *set);

/* Forgets the innermost object. Returns whether those of its keys that have a value were distinct.
 */
bool wire_key_set_close(wire_key_set *set, const char *text);

/* The same for all objects that are open. */
bool wire_key_set_close_all(wire_key_set *set, const char *text);

void wire_key_set_release(wire_key_set *set);

#ifdef __cplusplus
}
#endif

#endif
