/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_INDEX_H
#define SIGNALBOX_WIRE_JSON_INDEX_H

#include "wire/json_tree.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Reads again a text that wire_json_reader gave as a value: without looking for faults, which
 * makes it several times as quick as wire_json_parse(), and down to `levels` containers inside
 * each other. One that is deeper is a node without contents. The tree borrows the text, which must
 * outlive it. Frees what was in the tree before. [any thread] */
void wire_json_index(const char *text, size_t length, unsigned levels, wire_json_tree *tree);

#ifdef __cplusplus
}
#endif

#endif
