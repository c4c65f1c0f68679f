/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/key_set.h"

#include <stdlib.h>
#include <string.h>

#include "wire/json_string.h"

/* Values of `begin`; places in a text are far below. */
static const uint32_t start_of_object = UINT32_MAX;
static const uint32_t without_value = (uint32_t)1 << 31;

/* Up to here each is compared with each. */
enum { FEW_KEYS = 12 };

static size_t token_length(const char *token) {
    size_t length = 1;
    while (token[length] != token[0]) length += token[length] == '\\' ? 2 : 1;
    return length + 1;
}

/* What a key says: in the text itself, or in `decoded` if it has escapes. */
typedef struct spelling {
    const char *bytes;
    size_t length;
    wire_text decoded;
} spelling;

static spelling spelling_of(const char *token, size_t length) {
    spelling key = {token + 1, length - 2, {0}};
    if (!memchr(key.bytes, '\\', key.length)) return key;
    wire_json_unquote(token, length, &key.decoded, NULL);
    key.bytes = key.decoded.bytes;
    key.length = key.decoded.length;
    return key;
}

static uint32_t hash_of(const char *bytes, size_t length) {
    static const uint64_t odd = 0x9E3779B97F4A7C15u;
    uint64_t hash = length * odd;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
    }
    uint64_t tail = 0;
    memcpy(&tail, bytes, length);
    hash = (hash ^ tail) * odd;
    return (uint32_t)(hash >> 32);
}

static int compare_spellings(const char *text, const wire_key *left, const wire_key *right) {
    const char *const tokens[] = {text + left->begin, text + right->begin};
    spelling one = spelling_of(tokens[0], token_length(tokens[0]));
    spelling two = spelling_of(tokens[1], token_length(tokens[1]));
    int order = one.length < two.length ? -1 : one.length > two.length;
    if (!order) order = memcmp(one.bytes, two.bytes, one.length);
    wire_text_release(&one.decoded);
    wire_text_release(&two.decoded);
    return order;
}

static int compare_keys(const char *text, const wire_key *left, const wire_key *right) {
    if (left->hash != right->hash) return left->hash < right->hash ? -1 : 1;
    return left->begin == right->begin ? 0 : compare_spellings(text, left, right);
}

static void sift_down(const char *text, wire_key *keys, size_t root, size_t count) {
    const wire_key key = keys[root];
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare_keys(text, &keys[child], &keys[child + 1]) < 0) child++;
        if (compare_keys(text, &key, &keys[child]) >= 0) break;
        keys[root] = keys[child];
    }
    keys[root] = key;
}

/* A heap sort: no memory, and no input that is bad for it. */
static void sort_keys(const char *text, wire_key *keys, size_t count) {
    for (size_t root = count / 2; root-- > 0;) sift_down(text, keys, root, count);
    while (count > 1) {
        const wire_key greatest = keys[0];
        keys[0] = keys[--count];
        keys[count] = greatest;
        sift_down(text, keys, 0, count);
    }
}

static bool are_distinct(const char *text, wire_key *keys, size_t count) {
    if (count <= FEW_KEYS) {
        for (size_t i = 1; i < count; i++) {
            for (size_t j = 0; j < i; j++) {
                if (keys[i].hash == keys[j].hash && !compare_spellings(text, &keys[i], &keys[j])) {
                    return false;
                }
            }
        }
        return true;
    }
    sort_keys(text, keys, count);
    for (size_t i = 1; i < count; i++) {
        if (!compare_keys(text, &keys[i - 1], &keys[i])) return false;
    }
    return true;
}

static void push(wire_key_set *set, wire_key key) {
    if (set->count == set->capacity) {
        set->capacity += set->capacity / 2 + 16;
        set->keys = wire_reallocate(set->keys, set->capacity * sizeof(wire_key));
    }
    set->keys[set->count++] = key;
}

void wire_key_set_open(wire_key_set *set) {
    push(set, (wire_key){0, start_of_object});
}

void wire_key_set_add(wire_key_set *set, const char *text, size_t begin, size_t length) {
    spelling key = spelling_of(text + begin, length);
    push(set, (wire_key){hash_of(key.bytes, key.length), (uint32_t)begin | without_value});
    wire_text_release(&key.decoded);
}

void wire_key_set_settle(wire_key_set *set) {
    set->keys[set->count - 1].begin &= ~without_value;
}

/* Where the keys of the innermost object start. */
static size_t innermost(const wire_key_set *set) {
    size_t first = set->count;
    while (set->keys[first - 1].begin != start_of_object) first--;
    return first;
}

bool wire_key_set_close(wire_key_set *set, const char *text) {
    const size_t first = innermost(set);
    if (set->keys[set->count - 1].begin & without_value && set->count > first) set->count--;
    const bool distinct = are_distinct(text, set->keys + first, set->count - first);
    set->count = first - 1;
    return distinct;
}

bool wire_key_set_close_all(wire_key_set *set, const char *text) {
    bool distinct = true;
    while (set->count) distinct = wire_key_set_close(set, text) && distinct;
    return distinct;
}

void wire_key_set_release(wire_key_set *set) {
    free(set->keys);
    *set = (wire_key_set){0};
}
