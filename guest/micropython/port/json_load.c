// json.loads: JSON as RFC 8259 has it, and the NaN and Infinity that CPython adds.
// Nested values are kept on a list, so that no depth uses up a stack.

#include <math.h>
#include <string.h>

#include "py/objlist.h"
#include "py/parsenum.h"
#include "py/runtime.h"

typedef struct {
    const char *start, *at, *end;
} text_t;

NORETURN static void fail(const text_t *text, const char *at, const char *what) {
    size_t line = 1;
    const char *line_start = text->start;
    for (const char *c = text->start; c < at; c++) {
        if (*c == '\n') {
            line++;
            line_start = c + 1;
        }
    }
    mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("%s: line %u column %u (char %u)"), what, (uint)line,
        (uint)utf8_charlen((const byte *)line_start, at - line_start) + 1,
        (uint)utf8_charlen((const byte *)text->start, at - text->start));
}

static void skip_space(text_t *text) {
    while (text->at < text->end && strchr(" \t\n\r", *text->at) != NULL && *text->at != 0) {
        text->at++;
    }
}

static bool skip(text_t *text, const char *word) {
    size_t len = strlen(word);
    if ((size_t)(text->end - text->at) < len || memcmp(text->at, word, len) != 0) {
        return false;
    }
    text->at += len;
    return true;
}

// The four hexadecimal digits of an escape, or -1.
static int hex4(const text_t *text, const char *at) {
    int value = 0;
    if (text->end - at < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        if (!unichar_isxdigit(at[i])) {
            return -1;
        }
        value = value << 4 | unichar_xdigit_value(at[i]);
    }
    return value;
}

// A string, of which the first quote has been read.
static mp_obj_t parse_string(text_t *text) {
    const char *begin = text->at - 1;
    const char *plain = text->at;
    vstr_t made;
    bool escaped = false;
    for (;;) {
        if (text->at == text->end) {
            fail(text, begin, "Unterminated string starting at");
        }
        unsigned char c = *text->at;
        if (c < 0x20) {
            fail(text, text->at, "Invalid control character at");
        }
        if (c != '"' && c != '\\') {
            text->at++;
            continue;
        }
        if (c == '"' && !escaped) {
            return mp_obj_new_str(plain, text->at++ - plain);
        }
        if (!escaped) {
            escaped = true;
            vstr_init(&made, text->at - plain + 32);
        }
        vstr_add_strn(&made, plain, text->at - plain);
        text->at++;
        if (c == '"') {
            return mp_obj_new_str_from_vstr(&made);
        }
        const char *escape = text->at - 1;
        c = text->at < text->end ? *text->at++ : 0;
        if (c == 'u') {
            int code = hex4(text, text->at);
            if (code < 0) {
                fail(text, escape + 1, "Invalid \\uXXXX escape");
            }
            text->at += 4;
            if (code >= 0xd800 && code < 0xdc00 && text->end - text->at >= 6 && text->at[0] == '\\' && text->at[1] == 'u') {
                int low = hex4(text, text->at + 2);
                if (low >= 0xdc00 && low < 0xe000) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    text->at += 6;
                }
            }
            vstr_add_char(&made, code);
        } else {
            const char *known = c == 0 ? NULL : strchr("\"\"\\\\//b\bf\fn\nr\rt\t", c);
            // Letters stand at even places, what they mean behind them.
            if (known == NULL || strchr("\"\\/bfnrt", c) == NULL) {
                fail(text, escape, "Invalid \\escape");
            }
            vstr_add_byte(&made, known[1]);
        }
        plain = text->at;
    }
}

static void skip_digits(text_t *text, const char *begin) {
    const char *first = text->at;
    while (text->at < text->end && unichar_isdigit(*text->at)) {
        text->at++;
    }
    if (text->at == first) {
        // What CPython reads of 1. and 1e is 1.
        text->at = begin;
        fail(text, begin, begin == first ? "Expecting value" : "Extra data");
    }
}

static mp_obj_t parse_number(text_t *text) {
    const char *begin = text->at;
    if (skip(text, "-") && skip(text, "Infinity")) {
        return mp_obj_new_float(-(mp_float_t)INFINITY);
    }
    if (text->at == text->end || !unichar_isdigit(*text->at)) {
        fail(text, begin, "Expecting value");
    }
    if (!skip(text, "0")) {
        skip_digits(text, text->at);
    }
    bool whole = true;
    const char *end = text->at;
    if (skip(text, ".")) {
        whole = false;
        skip_digits(text, end);
        end = text->at;
    }
    if (skip(text, "e") || skip(text, "E")) {
        whole = false;
        if (!skip(text, "+")) {
            skip(text, "-");
        }
        skip_digits(text, end);
    }
    size_t len = text->at - begin;
    return whole ? mp_parse_num_integer(begin, len, 10, NULL) : mp_parse_num_float(begin, len, false, NULL);
}

// Any value; of an array or an object, the empty one.
static mp_obj_t parse_value(text_t *text) {
    if (text->at == text->end) {
        fail(text, text->at, "Expecting value");
    }
    switch (*text->at) {
        case '"':
            text->at++;
            return parse_string(text);
        case '[':
            text->at++;
            return mp_obj_new_list(0, NULL);
        case '{':
            text->at++;
            return mp_obj_new_dict(0);
        default:
            if (skip(text, "null")) {
                return mp_const_none;
            } else if (skip(text, "true")) {
                return mp_const_true;
            } else if (skip(text, "false")) {
                return mp_const_false;
            } else if (skip(text, "NaN")) {
                return mp_obj_new_float(MICROPY_FLOAT_C_FUN(nan)(""));
            } else if (skip(text, "Infinity")) {
                return mp_obj_new_float(INFINITY);
            }
            return parse_number(text);
    }
}

static mp_obj_t port_json_loads(mp_obj_t json) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(json, &info, MP_BUFFER_READ);
    text_t text = { info.buf, info.buf, (const char *)info.buf + info.len };
    // The values that are open, each with the key under which the next belongs.
    mp_obj_t open = mp_obj_new_list(0, NULL);
    mp_obj_t container = MP_OBJ_NULL, key = MP_OBJ_NULL;
    bool first = true;
    for (;;) {
        skip_space(&text);
        mp_obj_t value = MP_OBJ_NULL;
        bool is_list = container != MP_OBJ_NULL && mp_obj_is_type(container, &mp_type_list);
        if (container != MP_OBJ_NULL && skip(&text, is_list ? "]" : "}")) {
            value = container;
            mp_obj_list_t *stack = MP_OBJ_TO_PTR(open);
            stack->len -= 2;
            container = stack->items[stack->len];
            key = stack->items[stack->len + 1];
        } else {
            if (container != MP_OBJ_NULL && !first) {
                const char *before = text.at;
                if (!skip(&text, ",")) {
                    fail(&text, text.at, "Expecting ',' delimiter");
                }
                skip_space(&text);
                if (text.at < text.end && *text.at == (is_list ? ']' : '}')) {
                    fail(&text, before, is_list ? "Illegal trailing comma before end of array" : "Illegal trailing comma before end of object");
                }
            }
            if (container != MP_OBJ_NULL && !is_list) {
                if (!skip(&text, "\"")) {
                    fail(&text, text.at, "Expecting property name enclosed in double quotes");
                }
                key = parse_string(&text);
                skip_space(&text);
                if (!skip(&text, ":")) {
                    fail(&text, text.at, "Expecting ':' delimiter");
                }
                skip_space(&text);
            }
            char kind = text.at < text.end ? *text.at : 0;
            value = parse_value(&text);
            if (kind == '[' || kind == '{') {
                mp_obj_list_append(open, container);
                mp_obj_list_append(open, key);
                container = value;
                key = MP_OBJ_NULL;
                first = true;
                continue;
            }
        }
        first = false;
        if (container == MP_OBJ_NULL) {
            skip_space(&text);
            if (text.at < text.end) {
                fail(&text, text.at, "Extra data");
            }
            return value;
        } else if (mp_obj_is_type(container, &mp_type_list)) {
            mp_obj_list_append(container, value);
        } else {
            mp_obj_dict_store(container, key, value);
        }
    }
}
MP_DEFINE_CONST_FUN_OBJ_1(port_json_loads_obj, port_json_loads);
