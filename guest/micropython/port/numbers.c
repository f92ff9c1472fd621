// Numbers as text: the formats of float and of grouped integers.

#include <limits.h>
#include <math.h>
#include <string.h>

#include "py/mpprint.h"
#include "py/objint.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

// How many characters a whole part of this many digits has with separators.
static size_t grouped_width(size_t digits, int group) {
    return digits + (digits > 0 ? (digits - 1) / group : 0);
}

// Prints sign or prefix, the digits of the whole part in groups, and the rest.
static int print_grouped(const mp_print_t *print, const char *before, const char *digits, size_t whole, size_t len, char separator, int group, int flags, char fill, int width) {
    size_t before_len = strlen(before);
    if (separator == 0) {
        group = INT_MAX;
    }
    size_t zeros = 0;
    if ((flags & PF_FLAG_PAD_AFTER_SIGN) && fill == '0' && width > 0) {
        // Zeros that fill up are digits: they are in groups as well.
        size_t others = before_len + len - whole;
        size_t wanted = (size_t)width > others ? width - others : 0;
        size_t digits_wanted = separator == 0 ? wanted : (unsigned long long)wanted * group / (group + 1);
        while (grouped_width(digits_wanted, group) < wanted) {
            digits_wanted++;
        }
        zeros = digits_wanted > whole ? digits_wanted - whole : 0;
    }
    vstr_t text;
    vstr_init(&text, before_len + zeros + 2 * len + 2);
    vstr_add_str(&text, before);
    for (size_t left = zeros + whole; left > 0; left--) {
        vstr_add_byte(&text, left > whole ? '0' : digits[whole - left]);
        if (left > 1 && (left - 1) % group == 0) {
            vstr_add_byte(&text, separator);
        }
    }
    vstr_add_strn(&text, digits + whole, len - whole);
    int printed = 0;
    const char *rest = text.buf;
    size_t rest_len = text.len;
    if ((flags & PF_FLAG_PAD_AFTER_SIGN) && before_len > 0) {
        printed += mp_print_strn(print, rest, before_len, 0, 0, 0);
        rest += before_len;
        rest_len -= before_len;
        width -= before_len;
    }
    printed += mp_print_strn(print, rest, rest_len, flags, fill, width);
    vstr_clear(&text);
    return printed;
}

int mp_print_float(const mp_print_t *print, mp_float_t value, char fmt, int flags, char fill, int width, int digits) {
    char before[2] = { signbit(value) && !isnan(value) ? '-' : flags & PF_FLAG_SHOW_SIGN ? '+' : flags & PF_FLAG_SPACE_SIGN ? ' ' : 0, 0 };
    bool upper = fmt >= 'A' && fmt <= 'Z';
    const char *found;
    int len;
    if (isfinite(value)) {
        len = host_float_text(fabs(value), fmt | 0x20, digits, flags & PF_FLAG_SHOW_PREFIX, &found);
        if (len == -1) {
            m_malloc_fail(digits);
        } else if (len < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("precision too big"));
        }
    } else {
        found = isnan(value) ? "nan" : "inf";
        len = 3;
    }
    vstr_t text;
    vstr_init(&text, len + 2);
    vstr_add_strn(&text, found, len);
    if (upper) {
        for (int i = 0; i < len; i++) {
            text.buf[i] = unichar_toupper(text.buf[i]);
        }
    }
    if (flags & PF_FLAG_ADD_PERCENT) {
        vstr_add_byte(&text, '%');
    }
    size_t whole = 0;
    char separator = port_separator(flags);
    while (separator != 0 && whole < text.len && unichar_isdigit(text.buf[whole])) {
        whole++;
    }
    int printed = print_grouped(print, before, text.buf, whole, text.len, separator, 3, flags, fill, width);
    vstr_clear(&text);
    return printed;
}

// The text of a float for repr, or without the point of a whole number for a part
// of a complex.
void port_print_float(const mp_print_t *print, mp_float_t value, mp_print_kind_t kind, bool point) {
    if (!isfinite(value)) {
        bool json = kind == PRINT_JSON;
        mp_print_str(print, isnan(value) ? (json ? "NaN" : "nan") : json ? (value < 0 ? "-Infinity" : "Infinity") : value < 0 ? "-inf" : "inf");
        return;
    }
    if (signbit(value)) {
        mp_print_str(print, "-");
    }
    const char *text;
    int len = host_float_text(fabs(value), 'r', 17, false, &text);
    if (len < 0) {
        m_malloc_fail(64);
    }
    if (!point && len > 2 && memcmp(text + len - 2, ".0", 2) == 0) {
        len -= 2;
    }
    mp_print_strn(print, text, len, 0, 0, 0);
}

// An integer in groups: of three decimal digits, or of four others.
int port_print_grouped_int(const mp_print_t *print, mp_obj_t value, int base, int base_char, int flags, char fill, int width) {
    if (!mp_obj_is_int(value)) {
        value = MP_OBJ_NEW_SMALL_INT(mp_obj_get_int(value));
    }
    char stack[64];
    char *buffer = stack;
    size_t buffer_size = sizeof(stack);
    size_t len = 0;
    const char *digits = mp_obj_int_formatted(&buffer, &buffer_size, &len, value, base, NULL, base_char, 0);
    char before[4];
    size_t before_len = 0;
    if (*digits == '-') {
        before[before_len++] = '-';
        digits++;
        len--;
    } else if (flags & (PF_FLAG_SHOW_SIGN | PF_FLAG_SPACE_SIGN)) {
        before[before_len++] = flags & PF_FLAG_SHOW_SIGN ? '+' : ' ';
    }
    if ((flags & PF_FLAG_SHOW_PREFIX) && base != 10) {
        before[before_len++] = '0';
        before[before_len++] = (base == 2 ? 'b' : base == 8 ? 'o' : 'x') + base_char - 'a';
    }
    before[before_len] = 0;
    int printed = print_grouped(print, before, digits, len, len, port_separator(flags), base == 10 ? 3 : 4, flags, fill, width);
    if (buffer != stack) {
        m_del(char, buffer, buffer_size);
    }
    return printed;
}
