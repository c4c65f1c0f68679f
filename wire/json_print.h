/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_PRINT_H
#define SIGNALBOX_WIRE_JSON_PRINT_H

#include "wire/json_tree.h"
#include "wire/member_hash.h"

/* Values as QEMU writes them: on one line, ASCII only, members in its dictionary's order.
 * [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

void wire_json_print(const wire_json_tree *tree, uint32_t node, wire_text *text);

/* The keys of an object in QEMU's order: malloc'd; *count gets how many. */
uint32_t *wire_json_keys_in_order(const wire_json_tree *tree, uint32_t object, uint32_t *count);

#ifdef __cplusplus
}
#endif

#endif
