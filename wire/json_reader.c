/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/json_reader.h"

#include <string.h>

#include "wire/json_grammar.h"

/* The states of the lexer. From IN_ZERO on a token needs the byte after it to end. */
enum state {
    IN_START = 0,
    IN_RECOVERY,
    IN_STRING,
    IN_ESCAPE,
    IN_SIGN,
    IN_POINT,
    IN_EXPONENT,
    IN_EXPONENT_SIGN,
    IN_ZERO,
    IN_DIGITS,
    IN_FRACTION,
    IN_EXPONENT_DIGITS,
    IN_KEYWORD
};

/* What kind of byte it is, for the start of a token and for the rest of a number. */
enum byte_class {
    BAD = 0,
    SPACE,
    STRUCTURE,
    QUOTE,
    LETTER,
    SMALL_E,
    BIG_E,
    ZERO,
    DIGIT,
    MINUS,
    PLUS,
    POINT
};

static const uint8_t class_of[256] = {
    [' '] = SPACE,     ['\t'] = SPACE,    ['\n'] = SPACE,    ['\r'] = SPACE,    ['{'] = STRUCTURE,
    ['}'] = STRUCTURE, ['['] = STRUCTURE, [']'] = STRUCTURE, [':'] = STRUCTURE, [','] = STRUCTURE,
    ['"'] = QUOTE,     ['\''] = QUOTE,    ['a'] = LETTER,    ['b'] = LETTER,    ['c'] = LETTER,
    ['d'] = LETTER,    ['e'] = SMALL_E,   ['f'] = LETTER,    ['g'] = LETTER,    ['h'] = LETTER,
    ['i'] = LETTER,    ['j'] = LETTER,    ['k'] = LETTER,    ['l'] = LETTER,    ['m'] = LETTER,
    ['n'] = LETTER,    ['o'] = LETTER,    ['p'] = LETTER,    ['q'] = LETTER,    ['r'] = LETTER,
    ['s'] = LETTER,    ['t'] = LETTER,    ['u'] = LETTER,    ['v'] = LETTER,    ['w'] = LETTER,
    ['x'] = LETTER,    ['y'] = LETTER,    ['z'] = LETTER,    ['E'] = BIG_E,     ['0'] = ZERO,
    ['1'] = DIGIT,     ['2'] = DIGIT,     ['3'] = DIGIT,     ['4'] = DIGIT,     ['5'] = DIGIT,
    ['6'] = DIGIT,     ['7'] = DIGIT,     ['8'] = DIGIT,     ['9'] = DIGIT,     ['-'] = MINUS,
    ['+'] = PLUS,      ['.'] = POINT,
};

/* The next state inside a number or keyword; IN_START: the token ends before this byte, where
 * the state allows it, else the byte is an error. IN_RECOVERY: it is an error in any case. */
static const uint8_t next_state[IN_KEYWORD + 1][POINT + 1] = {
    [IN_SIGN] = {[ZERO] = IN_ZERO, [DIGIT] = IN_DIGITS},
    [IN_POINT] = {[ZERO] = IN_FRACTION, [DIGIT] = IN_FRACTION},
    [IN_EXPONENT] = {[ZERO] = IN_EXPONENT_DIGITS,
                     [DIGIT] = IN_EXPONENT_DIGITS,
                     [MINUS] = IN_EXPONENT_SIGN,
                     [PLUS] = IN_EXPONENT_SIGN},
    [IN_EXPONENT_SIGN] = {[ZERO] = IN_EXPONENT_DIGITS, [DIGIT] = IN_EXPONENT_DIGITS},
    [IN_ZERO] = {[ZERO] = IN_RECOVERY, [DIGIT] = IN_RECOVERY, [POINT] = IN_POINT},
    [IN_DIGITS] = {[ZERO] = IN_DIGITS,
                   [DIGIT] = IN_DIGITS,
                   [POINT] = IN_POINT,
                   [SMALL_E] = IN_EXPONENT,
                   [BIG_E] = IN_EXPONENT},
    [IN_FRACTION] = {[ZERO] = IN_FRACTION,
                     [DIGIT] = IN_FRACTION,
                     [SMALL_E] = IN_EXPONENT,
                     [BIG_E] = IN_EXPONENT},
    [IN_EXPONENT_DIGITS] = {[ZERO] = IN_EXPONENT_DIGITS, [DIGIT] = IN_EXPONENT_DIGITS},
    [IN_KEYWORD] = {[LETTER] = IN_KEYWORD, [SMALL_E] = IN_KEYWORD},
};

static wire_json_token token_ended_in(uint8_t state) {
    if (state == IN_KEYWORD) return TOKEN_KEYWORD;
    return state == IN_ZERO || state == IN_DIGITS ? TOKEN_INTEGER : TOKEN_FLOAT;
}

static size_t token_length(const wire_json_reader *reader) {
    return reader->text.length - reader->token_begin;
}

static void start_value(wire_json_reader *reader) {
    reader->text.length = 0;
    reader->token_begin = 0;
    reader->token_bytes = 0;
    reader->token_count = 0;
    reader->braces = 0;
    reader->brackets = 0;
    reader->complete = false;
    wire_json_grammar_start(reader);
}

void wire_json_reader_init(wire_json_reader *reader) {
    *reader = (wire_json_reader){.max_bytes = WIRE_JSON_MAX_TOKEN_BYTES};
    start_value(reader);
}

/* Drops the value with an error of the lexer or a limit. */
static wire_json_status refuse(wire_json_reader *reader, const char *error) {
    reader->error.length = 0;
    wire_text_append_str(&reader->error, error);
    reader->complete = true;
    return WIRE_JSON_ERROR;
}

static wire_json_status refuse_stray(wire_json_reader *reader) {
    wire_text_put(&reader->text, '\0');
    reader->error.length = 0;
    wire_text_append_str(&reader->error, "JSON parse error, stray '");
    wire_text_append_str(&reader->error, reader->text.bytes + reader->token_begin);
    wire_text_put(&reader->error, '\'');
    reader->state = IN_RECOVERY;
    reader->complete = true;
    return WIRE_JSON_ERROR;
}

static wire_json_status take_token(wire_json_reader *reader, wire_json_token token) {
    reader->state = IN_START;
    switch (token) {
        case TOKEN_OPEN_OBJECT: reader->braces++; break;
        case TOKEN_CLOSE_OBJECT: reader->braces--; break;
        case TOKEN_OPEN_ARRAY: reader->brackets++; break;
        case TOKEN_CLOSE_ARRAY: reader->brackets--; break;
        default: break;
    }
    const size_t length = token_length(reader);
    if (reader->token_bytes + length + 1 > reader->max_bytes) {
        return refuse(reader, "JSON token size limit exceeded");
    }
    if (reader->token_count + 1 > WIRE_JSON_MAX_TOKENS) {
        return refuse(reader, "JSON token count limit exceeded");
    }
    if (reader->braces + reader->brackets > WIRE_JSON_MAX_NESTING) {
        return refuse(reader, "JSON nesting depth limit exceeded");
    }
    reader->token_bytes += length;
    reader->token_count++;
    wire_json_grammar_take(reader, token);
    reader->token_begin = reader->text.length;

    if (reader->braces >= 0 && reader->brackets >= 0 && (reader->braces || reader->brackets)) {
        return WIRE_JSON_MORE;
    }
    reader->complete = true;
    return reader->error.length ? WIRE_JSON_ERROR : WIRE_JSON_VALUE;
}

static wire_json_token structure_token(char byte) {
    switch (byte) {
        case '{': return TOKEN_OPEN_OBJECT;
        case '}': return TOKEN_CLOSE_OBJECT;
        case '[': return TOKEN_OPEN_ARRAY;
        case ']': return TOKEN_CLOSE_ARRAY;
        case ':': return TOKEN_COLON;
        default: return TOKEN_COMMA;
    }
}

/* Keeps two scalars apart, which only a faulty value has, so that the text reads as before. */
static void part_from_scalar(wire_json_reader *reader) {
    if (!reader->text.length) return;
    const char last = reader->text.bytes[reader->text.length - 1];
    if ((last >= '0' && last <= '9') || (last >= 'a' && last <= 'z')) {
        wire_text_put(&reader->text, ' ');
        reader->token_begin++;
    }
}

static wire_json_status start_token(wire_json_reader *reader, char byte) {
    const uint8_t kind = class_of[(unsigned char)byte];
    if (kind >= LETTER && kind <= MINUS) part_from_scalar(reader);
    wire_text_put(&reader->text, byte);
    switch (kind) {
        case STRUCTURE: return take_token(reader, structure_token(byte));
        case QUOTE:
            reader->state = IN_STRING;
            reader->quote = byte;
            reader->has_escape = false;
            reader->has_high = false;
            return WIRE_JSON_MORE;
        case LETTER:
        case SMALL_E: reader->state = IN_KEYWORD; return WIRE_JSON_MORE;
        case ZERO: reader->state = IN_ZERO; return WIRE_JSON_MORE;
        case DIGIT: reader->state = IN_DIGITS; return WIRE_JSON_MORE;
        case MINUS: reader->state = IN_SIGN; return WIRE_JSON_MORE;
        default: return refuse_stray(reader);
    }
}

/* Bit 7 of each byte that is below 0x20, above 0x7F, a backslash or the quote; the lowest such
 * bit is right, those above it may be set in error. */
static uint64_t special_bytes(uint64_t word, char quote) {
    static const uint64_t ones = 0x0101010101010101u;
    static const uint64_t tops = 0x8080808080808080u;
    const uint64_t quotes = word ^ ones * (unsigned char)quote;
    const uint64_t backslashes = word ^ ones * '\\';
    return ((word - ones * 0x20) | (quotes - ones) | (backslashes - ones) | word) & tops;
}

/* The first byte of a string's text that is not plain ASCII. */
static const char *skip_plain(const char *byte, const char *end, char quote) {
    for (; end - byte >= 8; byte += 8) {
        uint64_t word;
        memcpy(&word, byte, 8);
        if (special_bytes(word, quote)) break;
    }
    while (byte < end && *byte >= 0x20 && *byte != quote && *byte != '\\') byte++;
    return byte;
}

static bool may_be_in_string(char byte) {
    const unsigned char value = (unsigned char)byte;
    return value >= 0x20 && value < 0xFE;
}

/* Goes on with a string. *byte moves. */
static wire_json_status read_string(wire_json_reader *reader, const char **byte, const char *end) {
    const char *const from = *byte;
    const size_t room = reader->max_bytes + 1 - token_length(reader);
    if ((size_t)(end - from) > room) end = from + room;
    const char *at = from;
    bool good = true;
    bool closed = false;
    while (at < end && good && !closed) {
        if (reader->state == IN_STRING) at = skip_plain(at, end, reader->quote);
        if (at == end) break;
        const char next = *at++;
        good = may_be_in_string(next);
        if (reader->state == IN_ESCAPE) {
            reader->state = IN_STRING;
            reader->has_high |= (next & 0x80) != 0;
        } else if (next == '\\') {
            reader->state = IN_ESCAPE;
            reader->has_escape = true;
        } else if (next == reader->quote) {
            closed = true;
        } else {
            reader->has_high = true;
        }
    }
    wire_text_append(&reader->text, from, (size_t)(at - from));
    *byte = at;
    if (!good) return refuse_stray(reader);
    return closed ? take_token(reader, TOKEN_STRING) : WIRE_JSON_MORE;
}

/* Goes on with a number or keyword. *byte moves, except over the byte after the token. */
static wire_json_status read_scalar(wire_json_reader *reader, const char **byte, const char *end) {
    const char *at = *byte;
    const size_t room = reader->max_bytes + 1 - token_length(reader);
    if ((size_t)(end - at) > room) end = at + room;
    uint8_t state = reader->state;
    uint8_t next = state;
    while (at < end) {
        next = next_state[state][class_of[(unsigned char)*at]];
        if (next <= IN_RECOVERY) break;
        state = next;
        at++;
    }
    reader->state = state;
    if (at > *byte) wire_text_append(&reader->text, *byte, (size_t)(at - *byte));
    *byte = at;
    if (at == end) return WIRE_JSON_MORE;
    if (next == IN_START && state >= IN_ZERO) return take_token(reader, token_ended_in(state));
    wire_text_put(&reader->text, *at);
    ++*byte;
    return refuse_stray(reader);
}

/* After a bad token everything is skipped up to a byte that may start over. */
static const char *skip_garbage(const char *byte, const char *end) {
    while (byte < end && (may_be_in_string(*byte) || *byte == '\t') &&
           class_of[(unsigned char)*byte] != STRUCTURE) {
        byte++;
    }
    return byte;
}

static wire_json_status read_some(wire_json_reader *reader, const char **byte, const char *end) {
    switch (reader->state) {
        case IN_START:
            while (*byte < end && class_of[(unsigned char)**byte] == SPACE) ++*byte;
            return *byte < end ? start_token(reader, *(*byte)++) : WIRE_JSON_MORE;
        case IN_RECOVERY:
            *byte = skip_garbage(*byte, end);
            if (*byte < end) reader->state = IN_START;
            return WIRE_JSON_MORE;
        case IN_STRING:
        case IN_ESCAPE: return read_string(reader, byte, end);
        default: return read_scalar(reader, byte, end);
    }
}

wire_json_status wire_json_feed(wire_json_reader *reader, const char *bytes, size_t size,
                                size_t *used) {
    const char *byte = bytes;
    const char *const end = size == 0 ? bytes : bytes + size; /* an empty text may be NULL */
    wire_json_status status = WIRE_JSON_MORE;
    if (reader->complete) start_value(reader);
    while (byte < end && status == WIRE_JSON_MORE) {
        status = read_some(reader, &byte, end);
        if (status == WIRE_JSON_MORE && token_length(reader) > reader->max_bytes) {
            status = refuse(reader, "JSON token size limit exceeded");
            reader->state = IN_START;
        }
    }
    *used = (size_t)(byte - bytes);
    return status;
}

wire_json_status wire_json_finish(wire_json_reader *reader) {
    if (reader->complete) start_value(reader);
    const uint8_t state = reader->state;
    if (state >= IN_ZERO) {
        const wire_json_status status = take_token(reader, token_ended_in(state));
        if (status != WIRE_JSON_MORE) return status;
    } else if (state > IN_RECOVERY) {
        const wire_json_status status = refuse_stray(reader);
        reader->state = IN_START;
        return status;
    }
    reader->state = IN_START;
    if (!reader->token_count) return WIRE_JSON_MORE;
    wire_json_grammar_end(reader);
    reader->complete = true;
    return WIRE_JSON_ERROR;
}

bool wire_json_reader_is_idle(const wire_json_reader *reader) {
    return reader->state <= IN_RECOVERY && (reader->complete || !reader->text.length);
}

bool wire_json_reader_is_in_token(const wire_json_reader *reader) {
    return reader->state > IN_RECOVERY;
}

bool wire_json_reader_is_recovering(const wire_json_reader *reader) {
    return reader->state == IN_RECOVERY;
}

void wire_json_reader_recover(wire_json_reader *reader) {
    reader->state = IN_RECOVERY;
}

void wire_json_reader_release(wire_json_reader *reader) {
    wire_text_release(&reader->text);
    wire_text_release(&reader->error);
    wire_key_set_release(&reader->keys);
    wire_json_tree *const tree = reader->nodes.tree;
    const size_t max_bytes = reader->max_bytes;
    wire_json_reader_init(reader);
    reader->nodes.tree = tree;
    reader->max_bytes = max_bytes;
}
