/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_UTF8_H
#define SIGNALBOX_WIRE_UTF8_H

#include <stddef.h>

/* Modified UTF-8 as QEMU takes it: NUL is C0 80; every other overlong form, surrogates, values
 * beyond U+10FFFF and noncharacters (U+FDD0..U+FDEF, the last two of each plane) are refused.
 * [any thread] */

#ifdef __cplusplus
extern "C" {
#endif

enum { WIRE_UTF8_MAX = 4 };

/* The code point at `bytes`, or -1 for a bad sequence. *next is where to go on: a bad sequence is
 * taken up to the byte that does not continue it. Needs bytes < end; a NUL byte is bad. */
int wire_utf8_read(const char *bytes, const char *end, const char **next);

/* Writes a code point, at most WIRE_UTF8_MAX bytes. Returns how many; 0 if it is none. */
size_t wire_utf8_write(int code_point, char *bytes);

#ifdef __cplusplus
}
#endif

#endif
