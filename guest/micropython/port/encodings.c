// Text as bytes and back: UTF-8, ASCII and Latin-1. Any other encoding is a
// LookupError.

#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"
#include "port.h"

// The highest code point, and whether the bytes are UTF-8.
typedef struct {
    unichar last;
    bool utf8;
    const char *name;
} encoding_t;

static encoding_t find_encoding(mp_obj_t name_in) {
    static const struct {
        const char *name;
        encoding_t encoding;
    } known[] = {
        { "utf8", { 0x10ffff, true, "utf-8" } },
        { "ascii", { 0x7f, false, "ascii" } },
        { "usascii", { 0x7f, false, "ascii" } },
        { "latin1", { 0xff, false, "latin-1" } },
        { "iso88591", { 0xff, false, "latin-1" } },
    };
    const char *name = mp_obj_str_get_str(name_in);
    char plain[12];
    size_t len = 0;
    for (const char *c = name; *c != 0 && len + 1 < sizeof(plain); c++) {
        if (*c != '-' && *c != '_') {
            plain[len++] = unichar_tolower(*c);
        }
    }
    plain[len] = 0;
    for (size_t i = 0; i < MP_ARRAY_SIZE(known); i++) {
        if (strcmp(plain, known[i].name) == 0) {
            return known[i].encoding;
        }
    }
    mp_raise_msg_varg(&mp_type_LookupError, MP_ERROR_TEXT("unknown encoding: %s"), name);
}

enum { STRICT, IGNORE, REPLACE };

static int find_errors(mp_obj_t name_in) {
    const char *name = mp_obj_str_get_str(name_in);
    for (int i = STRICT; i <= REPLACE; i++) {
        if (strcmp(name, i == STRICT ? "strict" : i == IGNORE ? "ignore" : "replace") == 0) {
            return i;
        }
    }
    mp_raise_msg_varg(&mp_type_LookupError, MP_ERROR_TEXT("unknown error handler name '%s'"), name);
}

// How many bytes make a character of UTF-8, 0 where they make none.
static size_t character_len(const byte *at, const byte *end) {
    size_t len = *at < 0x80 ? 1 : *at < 0xc2 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : *at < 0xf5 ? 4 : 0;
    if (len == 0 || (size_t)(end - at) < len) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if (!UTF8_IS_CONT(at[i])) {
            return 0;
        }
    }
    if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] >= 0xa0) || (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] >= 0x90)) {
        return 0;
    }
    return len;
}

// How many bytes from here are the beginning of a character, of which the next is
// missing or wrong: one U+FFFD stands for them.
static size_t broken_len(const byte *at, const byte *end) {
    size_t wanted = *at >= 0xf0 && *at < 0xf5 ? 4 : *at >= 0xe0 && *at < 0xf0 ? 3 : *at >= 0xc2 && *at < 0xe0 ? 2 : 1;
    size_t len = 1;
    while (len < wanted && at + len < end && UTF8_IS_CONT(at[len])) {
        byte second = at[1];
        if (len == 1 && ((*at == 0xe0 && second < 0xa0) || (*at == 0xed && second >= 0xa0) || (*at == 0xf0 && second < 0x90) || (*at == 0xf4 && second >= 0x90))) {
            break;
        }
        len++;
    }
    return len;
}

mp_obj_t port_encode(mp_obj_t text, mp_obj_t encoding_in, mp_obj_t errors_in) {
    encoding_t encoding = find_encoding(encoding_in);
    int errors = find_errors(errors_in);
    size_t len;
    const byte *at = (const byte *)mp_obj_str_get_data(text, &len);
    const byte *end = at + len;
    if (encoding.utf8) {
        return mp_obj_new_bytes(at, len);
    }
    vstr_t out;
    vstr_init(&out, len + 1);
    for (size_t position = 0; at < end; at = utf8_next_char(at), position++) {
        unichar c = utf8_get_char(at);
        if (c <= encoding.last) {
            vstr_add_byte(&out, c);
        } else if (errors == REPLACE) {
            vstr_add_byte(&out, '?');
        } else if (errors == STRICT) {
            mp_raise_msg_varg(&port_type_UnicodeEncodeError,
                MP_ERROR_TEXT("'%s' codec can't encode character '\\u%04x' in position %u: ordinal not in range(%u)"),
                encoding.name, (uint)c, (uint)position, (uint)encoding.last + 1);
        }
    }
    return mp_obj_new_bytes_from_vstr(&out);
}

mp_obj_t port_decode(const byte *at, size_t len, mp_obj_t encoding_in, mp_obj_t errors_in) {
    encoding_t encoding = find_encoding(encoding_in);
    int errors = find_errors(errors_in);
    const byte *start = at, *end = at + len;
    vstr_t out;
    vstr_init(&out, len + 1);
    while (at < end) {
        size_t good = encoding.utf8 ? character_len(at, end) : *at <= encoding.last;
        if (good > 0) {
            if (encoding.utf8) {
                vstr_add_strn(&out, (const char *)at, good);
            } else {
                vstr_add_char(&out, *at);
            }
            at += good;
            continue;
        }
        if (errors == STRICT) {
            mp_raise_msg_varg(&port_type_UnicodeDecodeError,
                MP_ERROR_TEXT("'%s' codec can't decode byte 0x%02x in position %u: %s"),
                encoding.name, *at, (uint)(at - start), encoding.utf8 ? "invalid UTF-8" : "ordinal not in range(128)");
        }
        if (errors == REPLACE) {
            vstr_add_char(&out, 0xfffd);
        }
        at += encoding.utf8 ? broken_len(at, end) : 1;
    }
    return mp_obj_new_str_from_utf8_vstr(&out);
}

// str.encode and bytes.decode, with the names of their arguments.
static void coding_args(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, mp_arg_val_t *args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_encoding, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_utf_hyphen_8)} },
        { MP_QSTR_errors, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_strict)} },
    };
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
}

static mp_obj_t str_encode(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_val_t args[2];
    coding_args(n_args, pos_args, kw_args, args);
    return port_encode(pos_args[0], args[0].u_obj, args[1].u_obj);
}
MP_DEFINE_CONST_FUN_OBJ_KW(port_str_encode_obj, 1, str_encode);

static mp_obj_t bytes_decode(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_val_t args[2];
    coding_args(n_args, pos_args, kw_args, args);
    mp_buffer_info_t info;
    mp_get_buffer_raise(pos_args[0], &info, MP_BUFFER_READ);
    return port_decode(info.buf, info.len, args[0].u_obj, args[1].u_obj);
}
MP_DEFINE_CONST_FUN_OBJ_KW(port_bytes_decode_obj, 1, bytes_decode);
