/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_grammar.h"

#include <stdio.h>
#include <string.h>

#include "wire/json_string.h"

enum expected {
    A_VALUE = 0,
    A_VALUE_OR_END,
    A_KEY,
    A_KEY_OR_END,
    A_COLON,
    A_SEPARATOR,
    ANYTHING /* there was a fault */
};

/* QEMU cuts its message, without "JSON parse error, ", to this many bytes. */
enum { MAX_FAULT_BYTES = 1023 };

static bool in_object(const wire_json_reader *reader) {
    const unsigned level = reader->depth - 1u;
    return reader->depth && (reader->is_object[level / 64] >> level % 64 & 1);
}

static const char *token_text(const wire_json_reader *reader) {
    return reader->text.bytes + reader->token_begin;
}

static size_t token_length(const wire_json_reader *reader) {
    return reader->text.length - reader->token_begin;
}

static void fault(wire_json_reader *reader, const char *text) {
    /* A key that was there twice before this token is an earlier fault. */
    if (!wire_key_set_close_all(&reader->keys, reader->text.bytes)) text = "duplicate key";
    wire_text_append_str(&reader->error, "JSON parse error, ");
    wire_text_append(&reader->error, text, strnlen(text, MAX_FAULT_BYTES));
    reader->expected = ANYTHING;
}

/* --- nodes of the tree, if one is wanted --- */

static void add_node(wire_json_reader *reader, wire_json_kind kind) {
    if (reader->nodes.tree) {
        wire_json_add(&reader->nodes, kind, reader->token_begin, reader->text.length);
    }
}

static void open_node(wire_json_reader *reader, wire_json_kind kind) {
    if (reader->nodes.tree) wire_json_open(&reader->nodes, kind, reader->token_begin);
}

static void close_node(wire_json_reader *reader) {
    if (reader->nodes.tree) wire_json_close(&reader->nodes, reader->text.length);
}

/* --- the grammar --- */

static void end_value(wire_json_reader *reader) {
    if (!reader->depth) return;
    if (in_object(reader)) wire_key_set_settle(&reader->keys);
    reader->expected = A_SEPARATOR;
}

static void open_container(wire_json_reader *reader, bool object) {
    const unsigned level = reader->depth++;
    const uint64_t bit = (uint64_t)1 << level % 64;
    if (reader->expected == A_KEY || reader->expected == A_KEY_OR_END) {
        reader->key_depth = reader->depth;
    }
    if (object) {
        reader->is_object[level / 64] |= bit;
        wire_key_set_open(&reader->keys, reader->text.bytes, reader->token_begin);
        reader->expected = A_KEY_OR_END;
    } else {
        reader->is_object[level / 64] &= ~bit;
        reader->expected = A_VALUE_OR_END;
    }
    open_node(reader, object ? WIRE_JSON_OBJECT : WIRE_JSON_ARRAY);
}

static void close_container(wire_json_reader *reader, bool object) {
    const bool was_key = reader->depth == reader->key_depth;
    const bool distinct = !object || wire_key_set_close(&reader->keys, reader->text.bytes);
    reader->depth--;
    close_node(reader);
    if (!distinct || was_key) {
        fault(reader, distinct ? "key is not a string in object" : "duplicate key");
        return;
    }
    end_value(reader);
}

static bool check_string(wire_json_reader *reader) {
    if (!reader->has_escape && !reader->has_high) return true;
    wire_text text = {0};
    const bool good = wire_json_unquote(token_text(reader), token_length(reader), NULL, &text);
    if (!good) fault(reader, text.bytes);
    wire_text_release(&text);
    return good;
}

static bool check_keyword(wire_json_reader *reader, wire_json_kind *kind) {
    static const struct {
        const char *text;
        size_t length;
        wire_json_kind kind;
    } known[] = {
        {"true", 4, WIRE_JSON_TRUE}, {"false", 5, WIRE_JSON_FALSE}, {"null", 4, WIRE_JSON_NULL}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (token_length(reader) == known[i].length &&
            !memcmp(token_text(reader), known[i].text, known[i].length)) {
            *kind = known[i].kind;
            return true;
        }
    }
    char text[MAX_FAULT_BYTES + 1];
    const int length =
        token_length(reader) > MAX_FAULT_BYTES ? MAX_FAULT_BYTES : (int)token_length(reader);
    snprintf(text, sizeof(text), "invalid keyword '%.*s'", length, token_text(reader));
    fault(reader, text);
    return false;
}

/* A token that is or starts a value, where a value or a key is expected. */
static void take_value(wire_json_reader *reader, wire_json_token token) {
    const bool is_key = reader->expected == A_KEY || reader->expected == A_KEY_OR_END;
    wire_json_kind kind = WIRE_JSON_NULL;
    switch (token) {
        case TOKEN_OPEN_OBJECT:
        case TOKEN_OPEN_ARRAY: open_container(reader, token == TOKEN_OPEN_OBJECT); return;
        case TOKEN_STRING:
            kind = WIRE_JSON_STRING;
            if (!check_string(reader)) return;
            break;
        case TOKEN_KEYWORD:
            if (!check_keyword(reader, &kind)) return;
            break;
        case TOKEN_INTEGER: kind = WIRE_JSON_INTEGER; break;
        case TOKEN_FLOAT: kind = WIRE_JSON_FLOAT; break;
        default: fault(reader, "expecting value"); return;
    }
    if (is_key && token != TOKEN_STRING) {
        fault(reader, "key is not a string in object");
        return;
    }
    add_node(reader, kind);
    if (!is_key) {
        end_value(reader);
        return;
    }
    wire_key_set_add(&reader->keys, reader->text.bytes, reader->token_begin, token_length(reader));
    reader->expected = A_COLON;
}

static void take_separator(wire_json_reader *reader, wire_json_token token) {
    const bool object = in_object(reader);
    if (token == (object ? TOKEN_CLOSE_OBJECT : TOKEN_CLOSE_ARRAY)) {
        close_container(reader, object);
    } else if (token == TOKEN_COMMA) {
        reader->expected = object ? A_KEY : A_VALUE;
    } else {
        fault(reader, object ? "expected separator in dict" : "expected separator in list");
    }
}

void wire_json_grammar_take(wire_json_reader *reader, wire_json_token token) {
    switch (reader->expected) {
        case A_VALUE_OR_END:
        case A_KEY_OR_END: {
            const bool object = in_object(reader);
            if (token == (object ? TOKEN_CLOSE_OBJECT : TOKEN_CLOSE_ARRAY)) {
                close_container(reader, object);
                return;
            }
            take_value(reader, token);
            return;
        }
        case A_VALUE:
        case A_KEY: take_value(reader, token); return;
        case A_COLON:
            if (token == TOKEN_COLON) {
                reader->expected = A_VALUE;
            } else {
                fault(reader, "missing : in object pair");
            }
            return;
        case A_SEPARATOR: take_separator(reader, token); return;
        default: return;
    }
}

void wire_json_grammar_start(wire_json_reader *reader) {
    reader->expected = A_VALUE;
    reader->depth = 0;
    reader->key_depth = 0;
    wire_key_set_clear(&reader->keys);
    wire_text_release(&reader->error);
    reader->nodes.open = wire_json_none;
    if (reader->nodes.tree) reader->nodes.tree->count = 0;
}

void wire_json_grammar_end(wire_json_reader *reader) {
    if (reader->expected != ANYTHING) fault(reader, "premature EOI");
}
