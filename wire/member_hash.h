/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_MEMBER_HASH_H
#define SIGNALBOX_WIRE_MEMBER_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The order in which QEMU goes through an object: by bucket, and in a bucket the last one
 * first. [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

enum { WIRE_MEMBER_BUCKETS = 512 };

/* The bucket of a name, which is modified UTF-8. */
uint32_t wire_member_bucket(const char *name, size_t length);

/* Fills `order` with the indices 0..count-1 in that order, given the bucket of each. */
void wire_member_order(const uint16_t *buckets, uint32_t count, uint32_t *order);

#ifdef __cplusplus
}
#endif

#endif
