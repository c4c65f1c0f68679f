/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_string.h"

#include <stdint.h>
#include <string.h>

#include "wire/utf8.h"

static const int replacement_character = 0xFFFD;

static int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/* Four hexadecimal digits, or -1. */
static int code_unit(const char *digits, const char *end) {
    if (end - digits < 4) return -1;
    int unit = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(digits[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* Reads what follows "\u", one unit or a pair of surrogates; -1 if it is no character. *next is
 * where to go on, which for a bad one may be beyond the end of the token. */
static int escaped_code_point(const char *digits, const char *end, const char **next) {
    const int unit = code_unit(digits, end);
    *next = digits + 4;
    if (unit < 0xD800 || unit > 0xDBFF) return unit;
    if (end - *next < 2 || (*next)[0] != '\\' || (*next)[1] != 'u') return unit;

    const int trail = code_unit(*next + 2, end);
    if (trail < 0xDC00 || trail > 0xDFFF) return -1;
    *next += 6;
    return 0x10000 + ((unit & 0x3FF) << 10) + (trail & 0x3FF);
}

static char short_escape(char letter) {
    switch (letter) {
        case '"':
        case '\'':
        case '\\':
        case '/': return letter;
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return '\0';
    }
}

static void append_code_point(int code_point, wire_text *value) {
    char bytes[WIRE_UTF8_MAX];
    const size_t size = wire_utf8_write(code_point, bytes);
    if (value) wire_text_append(value, bytes, size);
}

/* The escape at `escape`, a backslash; returns where to go on, or NULL. */
static const char *unescape(const char *escape, const char *end, wire_text *value,
                            wire_text *fault) {
    const char plain = short_escape(escape[1]);
    if (plain) {
        if (value) wire_text_put(value, plain);
        return escape + 2;
    }
    if (escape[1] != 'u') {
        if (fault) wire_text_append_str(fault, "invalid escape sequence in string");
        return NULL;
    }
    const char *next = NULL;
    char bytes[WIRE_UTF8_MAX];
    const int code_point = escaped_code_point(escape + 2, end, &next);
    if (!wire_utf8_write(code_point, bytes)) {
        /* Too short an escape takes the closing quote with it, as in QEMU. */
        const size_t size = (size_t)((next > end + 1 ? end + 1 : next) - escape);
        if (fault) {
            wire_text_append(fault, escape, size);
            wire_text_append_str(fault, " is not a valid Unicode character");
        }
        return NULL;
    }
    append_code_point(code_point, value);
    return next;
}

bool wire_json_unquote(const char *token, size_t length, wire_text *value, wire_text *fault) {
    const char *byte = token + 1;
    const char *const end = token + length - 1;
    if (value) wire_text_append(value, byte, 0);
    while (byte < end) {
        const char *plain = byte;
        while (plain < end && *plain != '\\' && (signed char)*plain > 0) plain++;
        if (value) wire_text_append(value, byte, (size_t)(plain - byte));
        byte = plain;
        if (byte == end) break;

        if (*byte == '\\') {
            byte = unescape(byte, end, value, fault);
            if (!byte) return false;
            continue;
        }
        const char *next = NULL;
        if (wire_utf8_read(byte, end, &next) < 0) {
            if (fault) wire_text_append_str(fault, "invalid UTF-8 sequence in string");
            return false;
        }
        if (value) wire_text_append(value, byte, (size_t)(next - byte));
        byte = next;
    }
    return true;
}

static void append_unicode_escape(int code_point, wire_text *text) {
    static const char digits[] = "0123456789ABCDEF";
    if (code_point > 0xFFFF) {
        append_unicode_escape(0xD800 + ((code_point - 0x10000) >> 10), text);
        append_unicode_escape(0xDC00 + ((code_point - 0x10000) & 0x3FF), text);
        return;
    }
    const char escape[] = {'\\',
                           'u',
                           digits[code_point >> 12],
                           digits[code_point >> 8 & 15],
                           digits[code_point >> 4 & 15],
                           digits[code_point & 15]};
    wire_text_append(text, escape, sizeof(escape));
}

static void append_escaped(int code_point, wire_text *text) {
    static const char short_form[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *pair = short_form; *pair; pair += 2) {
        if (*pair == code_point) {
            wire_text_put(text, '\\');
            wire_text_put(text, pair[1]);
            return;
        }
    }
    append_unicode_escape(code_point, text);
}

static bool needs_escape(char byte) {
    return (signed char)byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
}

/* The top bit of each byte of a word, and a 1 in each. */
#define TOP_BITS UINT64_C(0x8080808080808080)
#define ONES UINT64_C(0x0101010101010101)

/* Whether none of eight bytes needs an escape. */
static bool eight_are_plain(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    const uint64_t quotes = word ^ ONES * '"';
    const uint64_t backslashes = word ^ ONES * '\\';
    const uint64_t deletes = word ^ ONES * 0x7F;
    /* x - 1 has its top bit set where x is 0 and nothing was borrowed from below: where the first
     * such byte is. */
    const uint64_t zeros = (quotes - ONES) | (backslashes - ONES) | (deletes - ONES);
    return (((word - ONES * 0x20) | word | zeros) & TOP_BITS) == 0;
}

void wire_json_quote(const char *value, size_t length, wire_text *text) {
    const char *const end = value + length;
    wire_text_reserve(text, length + 2);
    wire_text_put(text, '"');
    while (value < end) {
        const char *plain = value;
        while (end - plain >= 8 && eight_are_plain(plain)) plain += 8;
        while (plain < end && !needs_escape(*plain)) plain++;
        wire_text_append(text, value, (size_t)(plain - value));
        value = plain;
        if (value == end) break;

        const char *next = value + 1;
        int code_point = *value ? wire_utf8_read(value, end, &next) : 0;
        if (code_point < 0) code_point = replacement_character;
        append_escaped(code_point, text);
        value = next;
    }
    wire_text_put(text, '"');
}
