/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/member_hash.h"

#include <string.h>

#include "wire/text_buffer.h"

/* The hash of the Trivial Database, which QEMU's dictionary uses. */
uint32_t wire_member_bucket(const char *name, size_t length) {
    uint32_t value = 0x238F13AFu * (uint32_t)length;
    for (size_t i = 0; i < length; i++) {
        value += (uint32_t)(unsigned char)name[i] << (i * 5 % 24);
    }
    return (1103515243u * value + 12345u) % WIRE_MEMBER_BUCKETS;
}

static void order_few(const uint16_t *buckets, uint32_t count, uint32_t *order) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at > 0 && buckets[order[at - 1]] >= buckets[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
}

void wire_member_order(const uint16_t *buckets, uint32_t count, uint32_t *order) {
    static const uint32_t few = 32;
    if (count <= few) {
        order_few(buckets, count, order);
        return;
    }
    uint32_t first[WIRE_MEMBER_BUCKETS + 1] = {0};
    for (uint32_t i = 0; i < count; i++) first[buckets[i] + 1]++;
    for (uint32_t i = 0; i < WIRE_MEMBER_BUCKETS; i++) first[i + 1] += first[i];
    for (uint32_t i = count; i-- > 0;) order[first[buckets[i]]++] = i;
}
