/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/key_set.h"

#include <stdlib.h>
#include <string.h>

#include "wire/json_string.h"

/* Values of `place`: 26 bits say where, as a text is below 64 MiB, and 5 hold more of the hash. */
static const uint32_t start_of_object = UINT32_MAX;
static const uint32_t without_value = (uint32_t)1 << 31;
enum { PLACE_BITS = 26, HASH_BITS = 21 };

/* Up to here each is compared with each. */
enum { FEW_KEYS = 12 };

/* From here on it pays to part them by a digit of their hashes first. */
enum { MANY_KEYS = 64, DIGIT_BITS = 7, DIGITS = 1 << DIGIT_BITS };

/* This many members that are shorter than that cannot all be distinct. */
enum { HOSTILE_KEYS = 16 * 1024, HOSTILE_MEMBER = 7 };

static size_t place_of(const wire_key *key) {
    return key->place & (((uint32_t)1 << PLACE_BITS) - 1);
}

static uint32_t stored_hash(const wire_key *key) {
    return (key->place & ~without_value) >> PLACE_BITS << 16 | key->hash;
}

static wire_key make_key(size_t place, uint32_t hash) {
    const uint32_t high = (hash >> 16 & ((1u << (HASH_BITS - 16)) - 1)) << PLACE_BITS;
    return (wire_key){(uint32_t)place | high, (uint16_t)hash};
}

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
    const char *const tokens[] = {text + place_of(left), text + place_of(right)};
    spelling one = spelling_of(tokens[0], token_length(tokens[0]));
    spelling two = spelling_of(tokens[1], token_length(tokens[1]));
    int order = one.length < two.length ? -1 : one.length > two.length;
    if (!order) order = memcmp(one.bytes, two.bytes, one.length);
    wire_text_release(&one.decoded);
    wire_text_release(&two.decoded);
    return order;
}

static int compare_keys(const char *text, const wire_key *left, const wire_key *right) {
    const uint32_t one = stored_hash(left);
    const uint32_t two = stored_hash(right);
    if (one != two) return one < two ? -1 : 1;
    return place_of(left) == place_of(right) ? 0 : compare_spellings(text, left, right);
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

static unsigned digit_of(const wire_key *key, unsigned shift) {
    return stored_hash(key) >> shift & (DIGITS - 1);
}

/* Moves each key to where the keys with its digit of the hash belong: end[d] is behind them. */
static void part_by_digit(wire_key *keys, size_t count, unsigned shift, size_t end[DIGITS]) {
    size_t next[DIGITS] = {0};
    for (size_t i = 0; i < count; i++) next[digit_of(&keys[i], shift)]++;
    size_t sum = 0;
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        end[digit] = sum + next[digit];
        next[digit] = sum;
        sum = end[digit];
    }
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        while (next[digit] < end[digit]) {
            wire_key *const here = &keys[next[digit]];
            wire_key *const there = &keys[next[digit_of(here, shift)]++];
            const wire_key key = *there;
            *there = *here;
            *here = key;
        }
    }
}

static bool few_are_distinct(const char *text, const wire_key *keys, size_t count) {
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!compare_keys(text, &keys[i], &keys[j])) return false;
        }
    }
    return true;
}

static bool sorted_are_distinct(const char *text, wire_key *keys, size_t count) {
    sort_keys(text, keys, count);
    for (size_t i = 1; i < count; i++) {
        if (!compare_keys(text, &keys[i - 1], &keys[i])) return false;
    }
    return true;
}

/* Of keys whose hashes differ in the lowest `bits` only. */
static bool are_distinct(const char *text, wire_key *keys, size_t count, unsigned bits) {
    if (count <= FEW_KEYS) return few_are_distinct(text, keys, count);
    if (count < MANY_KEYS || !bits) return sorted_are_distinct(text, keys, count);
    size_t end[DIGITS];
    part_by_digit(keys, count, bits - DIGIT_BITS, end);
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        const size_t begin = digit ? end[digit - 1] : 0;
        if (!are_distinct(text, keys + begin, end[digit] - begin, bits - DIGIT_BITS)) return false;
    }
    return true;
}

/* Where the keys start of the object whose keys end at `end`. */
static size_t first_key(const wire_key_set *set, size_t end) {
    while (set->keys[end - 1].place != start_of_object) end--;
    return end;
}

/* Whether those of the keys first..end-1 that have a value are distinct. */
static bool object_is_distinct(const wire_key_set *set, const char *text, size_t first,
                               size_t end) {
    if (end > first && set->keys[end - 1].place & without_value) end--;
    return are_distinct(text, set->keys + first, end - first, HASH_BITS);
}

static bool all_are_distinct(const wire_key_set *set, const char *text) {
    for (size_t end = set->count; end > 0;) {
        const size_t first = first_key(set, end);
        if (!object_is_distinct(set, text, first, end)) return false;
        end = first - 1;
    }
    return true;
}

/* Makes room for a key of a token at `place`. */
static void grow(wire_key_set *set, const char *text, size_t place) {
    const bool many = set->count > HOSTILE_KEYS && place / HOSTILE_MEMBER < set->count;
    if (many && !all_are_distinct(set, text)) {
        wire_key_set_release(set);
        set->is_hostile = true;
        return;
    }
    set->capacity += set->capacity / 8 + 16;
    set->keys = wire_reallocate(set->keys, set->capacity * sizeof(wire_key));
}

static void push(wire_key_set *set, const char *text, wire_key key, size_t place) {
    if (set->count == set->capacity) grow(set, text, place);
    if (!set->is_hostile) set->keys[set->count++] = key;
}

void wire_key_set_clear(wire_key_set *set) {
    set->count = 0;
    set->is_hostile = false;
}

void wire_key_set_open(wire_key_set *set, const char *text, size_t begin) {
    push(set, text, (wire_key){start_of_object, 0}, begin);
}

void wire_key_set_add(wire_key_set *set, const char *text, size_t begin, size_t length) {
    if (set->is_hostile) return;
    spelling name = spelling_of(text + begin, length);
    wire_key key = make_key(begin, hash_of(name.bytes, name.length));
    key.place |= without_value;
    push(set, text, key, begin);
    wire_text_release(&name.decoded);
}

void wire_key_set_settle(wire_key_set *set) {
    if (!set->is_hostile) set->keys[set->count - 1].place &= ~without_value;
}

bool wire_key_set_close(wire_key_set *set, const char *text) {
    if (set->is_hostile) return false;
    const size_t first = first_key(set, set->count);
    const bool distinct = object_is_distinct(set, text, first, set->count);
    set->count = first - 1;
    return distinct;
}

bool wire_key_set_close_all(wire_key_set *set, const char *text) {
    const bool distinct = !set->is_hostile && all_are_distinct(set, text);
    wire_key_set_clear(set);
    return distinct;
}

void wire_key_set_release(wire_key_set *set) {
    free(set->keys);
    *set = (wire_key_set){0};
}
