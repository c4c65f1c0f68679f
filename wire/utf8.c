/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/utf8.h"

#include <stdbool.h>

static bool is_character(long code_point) {
    if (code_point < 0 || code_point > 0x10FFFF) return false;
    if (code_point >= 0xD800 && code_point <= 0xDFFF) return false;
    if (code_point >= 0xFDD0 && code_point <= 0xFDEF) return false;
    return (code_point & 0xFFFE) != 0xFFFE;
}

/* How long a sequence its first byte announces, by the old rule of up to six bytes. */
static int announced_length(unsigned char first) {
    if (first < 0xE0) return 2;
    if (first < 0xF0) return 3;
    if (first < 0xF8) return 4;
    return first < 0xFC ? 5 : 6;
}

int wire_utf8_read(const char *bytes, const char *end, const char **next) {
    static const long least[] = {0, 0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
    const unsigned char first = (unsigned char)*bytes++;
    *next = bytes;
    if (first < 0x80) return first ? first : -1;
    if (first < 0xC0 || first >= 0xFE) return -1;

    const int length = announced_length(first);
    long code_point = first & ((1 << (7 - length)) - 1);
    for (int i = 1; i < length; i++) {
        if (bytes == end || ((unsigned char)*bytes & 0xC0) != 0x80) {
            *next = bytes;
            return -1;
        }
        code_point = code_point << 6 | ((unsigned char)*bytes++ & 0x3F);
    }
    *next = bytes;
    if (code_point == 0 && length == 2) return 0;
    return code_point >= least[length] && is_character(code_point) ? (int)code_point : -1;
}

size_t wire_utf8_write(int code_point, char *bytes) {
    if (!is_character(code_point)) return 0;
    if (code_point > 0 && code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        bytes[0] = (char)(0xC0 | code_point >> 6);
        bytes[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        bytes[0] = (char)(0xE0 | code_point >> 12);
        bytes[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    bytes[0] = (char)(0xF0 | code_point >> 18);
    bytes[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}
