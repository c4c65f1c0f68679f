/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_STRING_H
#define SIGNALBOX_WIRE_JSON_STRING_H

#include <stdbool.h>
#include <stddef.h>

#include "wire/text_buffer.h"

/* Between a string token of QEMU's dialect, quotes included, and what it says. [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

/* Appends what the token says to `value`, as modified UTF-8. If the token is bad appends the
 * fault in QEMU's words to `fault` and returns false. Either may be NULL. */
bool wire_json_unquote(const char *token, size_t length, wire_text *value, wire_text *fault);

/* Appends a string token as QEMU writes it: double quotes, ASCII only, one \uFFFD for each bad
 * sequence. */
void wire_json_quote(const char *value, size_t length, wire_text *text);

#ifdef __cplusplus
}
#endif

#endif
