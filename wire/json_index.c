/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_index.h"

#include <string.h>

#include "wire/json_tree_builder.h"

static bool is_opener(char byte) {
    return byte == '{' || byte == '[';
}

static bool is_closer(char byte) {
    return byte == '}' || byte == ']';
}

static bool is_quote(char byte) {
    return byte == '"' || byte == '\'';
}

/* An odd number of backslashes in front of a quote makes it part of the string. */
static bool is_escaped(const char *quote, const char *string) {
    const char *slash = quote;
    while (slash > string + 1 && slash[-1] == '\\') slash--;
    return (quote - slash) % 2;
}

static const char *skip_string(const char *string, const char *end) {
    const char *quote = string;
    do {
        quote = memchr(quote + 1, *string, (size_t)(end - quote - 1));
    } while (quote && is_escaped(quote, string));
    return quote ? quote + 1 : end;
}

static const char *skip_scalar(const char *byte, const char *end) {
    while (byte < end && *byte != ',' && !is_closer(*byte)) byte++;
    return byte;
}

static const char *skip_container(const char *byte, const char *end) {
    size_t depth = 0;
    do {
        if (is_quote(*byte)) {
            byte = skip_string(byte, end);
            continue;
        }
        if (is_opener(*byte)) depth++;
        if (is_closer(*byte)) depth--;
        byte++;
    } while (depth && byte < end);
    return byte;
}

static const char *skip_value(const char *value, const char *end) {
    if (is_quote(*value)) return skip_string(value, end);
    return is_opener(*value) ? skip_container(value, end) : skip_scalar(value, end);
}

static wire_json_kind number_kind(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' || text[i] == 'e' || text[i] == 'E') return WIRE_JSON_FLOAT;
    }
    return WIRE_JSON_INTEGER;
}

static wire_json_kind kind_of(const char *value, size_t length) {
    switch (*value) {
        case '{': return WIRE_JSON_OBJECT;
        case '[': return WIRE_JSON_ARRAY;
        case '"':
        case '\'': return WIRE_JSON_STRING;
        case 'n': return WIRE_JSON_NULL;
        case 'f': return WIRE_JSON_FALSE;
        case 't': return WIRE_JSON_TRUE;
        default: return number_kind(value, length);
    }
}

void wire_json_index(const char *text, size_t length, unsigned levels, wire_json_tree *tree) {
    if (tree->text.capacity) wire_text_release(&tree->text);
    tree->text = (wire_text){(char *)text, length, 0};
    tree->count = 0;
    wire_json_tree_builder nodes = {tree, wire_json_none};
    const char *const end = text + length;
    unsigned depth = 0;
    for (const char *byte = text; byte < end;) {
        const size_t begin = (size_t)(byte - text);
        if (is_opener(*byte) && depth < levels) {
            wire_json_open(&nodes, kind_of(byte++, 1), begin);
            depth++;
        } else if (is_closer(*byte)) {
            byte++;
            wire_json_close(&nodes, begin + 1);
            depth--;
        } else if (*byte == ',' || *byte == ':') {
            byte++;
        } else {
            const char *const value = byte;
            byte = skip_value(value, end);
            wire_json_add(&nodes, kind_of(value, (size_t)(byte - value)), begin,
                          (size_t)(byte - text));
        }
    }
}
