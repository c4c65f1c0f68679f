/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_WIRE_JSON_GRAMMAR_H
#define SIGNALBOX_WIRE_JSON_GRAMMAR_H

#include "wire/json_reader.h"

/* What the reader's lexer hands to its grammar. [the reader's thread] */

typedef enum wire_json_token {
    TOKEN_OPEN_OBJECT,
    TOKEN_CLOSE_OBJECT,
    TOKEN_OPEN_ARRAY,
    TOKEN_CLOSE_ARRAY,
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_INTEGER,
    TOKEN_FLOAT,
    TOKEN_KEYWORD,
    TOKEN_STRING
} wire_json_token;

/* Checks the token that ends the reader's text. The first fault of a value goes to
 * reader->error, and nothing is checked after it. */
void wire_json_grammar_take(wire_json_reader *reader, wire_json_token token);

/* Before the first token of a value. */
void wire_json_grammar_start(wire_json_reader *reader);

/* The input ended inside a value. */
void wire_json_grammar_end(wire_json_reader *reader);

#endif
