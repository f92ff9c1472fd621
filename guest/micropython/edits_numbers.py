"""Edits that make numbers what CPython's are: text of floats and back (src/float.rs),
rounding, formats, powers."""

from edits import edit, replace

# Floats as text, exact both ways. The file py/formatfloat.c is left out (build.py):
# it gave 16 digits, and the wrong last one of every eighth price.
replace(
    "py/objfloat.c",
    "    (void)kind;\n    mp_float_t o_val = mp_obj_float_get(o_in);\n    #if MICROPY_FLOAT_IMPL == MICROPY_FLOAT_IMPL_FLOAT\n    char buf[16];\n",
    "}\n\nstatic mp_obj_t float_make_new(",
    """    extern void port_print_float(const mp_print_t *print, mp_float_t value, mp_print_kind_t kind, bool point);
    port_print_float(print, mp_obj_float_get(o_in), kind, true);
""",
)
replace(
    "py/objcomplex.c",
    "    (void)kind;\n    mp_obj_complex_t *o = MP_OBJ_TO_PTR(o_in);\n    #if",
    "}\n\nstatic mp_obj_t complex_make_new(",
    """    extern void port_print_float(const mp_print_t *print, mp_float_t value, mp_print_kind_t kind, bool point);
    mp_obj_complex_t *o = MP_OBJ_TO_PTR(o_in);
    bool imaginary = o->real == 0 && !signbit(o->real);
    if (!imaginary) {
        mp_print_str(print, "(");
        port_print_float(print, o->real, kind, false);
        if (isnan(o->imag) || !signbit(o->imag)) {
            mp_print_str(print, "+");
        }
    }
    port_print_float(print, o->imag, kind, false);
    mp_print_str(print, imaginary ? "j" : "j)");
""",
)
replace("py/mpprint.c", "#if MICROPY_PY_BUILTINS_FLOAT\nint mp_print_float(", "int mp_printf(const mp_print_t *print, const char *fmt, ...) {\n", "")
edit(
    "py/parsenum.c",
    "#if MICROPY_PY_BUILTINS_COMPLEX\nmp_obj_t mp_parse_num_decimal(",
    """extern double host_float_parse(const char *text, size_t len);

// Digits, and underscores between two of them.
static const char *scan_digits(const char *at, const char *top, size_t *count, bool *underscores) {
    for (; at < top; at++) {
        if (unichar_isdigit(*at)) {
            ++*count;
        } else if (*at == '_' && *count > 0 && unichar_isdigit(at[-1]) && at + 1 < top && unichar_isdigit(at[1])) {
            *underscores = true;
        } else {
            break;
        }
    }
    return at;
}

#if MICROPY_PY_BUILTINS_COMPLEX
mp_obj_t mp_parse_num_decimal(""",
)
replace(
    "py/parsenum.c",
    "        parse_dec_in_t in = PARSE_DEC_IN_INTG;\n",
    "    }\n\n    if (allow_imag && str < top",
    """        size_t count = 0;
        bool underscores = false;
        const char *end = scan_digits(str, top, &count, &underscores);
        if (end < top && *end == '.') {
            end = scan_digits(end + 1, top, &count, &underscores);
        }
        if (count > 0) {
            if (end < top && (*end | 0x20) == 'e') {
                end++;
                if (end < top && (*end == '+' || *end == '-')) {
                    end++;
                }
                size_t digits = 0;
                end = scan_digits(end, top, &digits, &underscores);
                if (digits == 0) {
                    goto value_error;
                }
            }
            if (underscores) {
                vstr_t plain;
                vstr_init(&plain, end - str);
                for (; str < end; str++) {
                    if (*str != '_') {
                        vstr_add_byte(&plain, *str);
                    }
                }
                dec_val = host_float_parse(plain.buf, plain.len);
                vstr_clear(&plain);
            } else {
                dec_val = host_float_parse(str, end - str);
            }
            str = end;
        }
""",
)
# An integer of more bits than a float has is rounded once.
edit(
    "py/mpz.c",
    """    while (d-- > i->dig) {
        val = val * DIG_BASE + *d;
    }

    if (i->neg != 0) {
        val = -val;""",
    """    // The highest 64 bits, of which the lowest stands for all that follow.
    uint64_t top = 0;
    int exponent = i->len * DIG_SIZE;
    while (d > i->dig && top >> 48 == 0) {
        top = top << DIG_SIZE | *--d;
        exponent -= DIG_SIZE;
    }
    if (d > i->dig) {
        int free_bits = __builtin_clzll(top);
        if (free_bits > 0) {
            top = top << free_bits | *--d >> (DIG_SIZE - free_bits);
            top |= (mpz_dig_t)(*d << free_bits) != 0;
            exponent -= free_bits;
        }
        while (d > i->dig && !(top & 1)) {
            top |= *--d != 0;
        }
    }
    val = ldexp((mp_float_t)top, exponent);

    if (i->neg != 0) {
        val = -val;""",
)
edit("py/mpz.c", '#include "py/mpz.h"\n', '#include <math.h>\n\n#include "py/mpz.h"\n')

# round(x, n) rounds the number that x is: 2.675 is less than that, and 2.67.
replace(
    "py/modbuiltins.c",
    "        mp_float_t mult = MICROPY_FLOAT_C_FUN(pow)(10, (mp_float_t)num_dig);\n",
    "    }\n    mp_float_t rounded =",
    """        extern double host_float_round(double value, int digits);
        return mp_obj_new_float(isfinite(val) ? host_float_round(val, num_dig) : val);
""",
)

# pow(x, y, z): no modulus of 0 (it was a trap), the sign of the modulus, and the
# inverse for a negative exponent.
edit("py/mpz.c", "    if (lhs->len == 0 || rhs->neg != 0 || (mod->len == 1 && mod->dig[0] == 1)) {\n", "    if ((lhs->len == 0 && rhs->len != 0) || (mod->len == 1 && mod->dig[0] == 1)) {\n")
replace(
    "py/objint_mpz.c",
    "    } else {\n        mp_obj_t result = mp_obj_new_int_from_ull(0); // Use the _from_ull",
    "        mp_obj_int_t *res_p",
    """    } else {
        if (mp_obj_int_sign(modulus) == 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("pow() 3rd argument cannot be 0"));
        }
        if (mp_obj_int_sign(exponent) < 0) {
            // Euclid's algorithm: r is always base times s, but for the modulus.
            mp_obj_t r = modulus, next_r = mp_binary_op(MP_BINARY_OP_MODULO, base, modulus);
            mp_obj_t s = MP_OBJ_NEW_SMALL_INT(0), next_s = MP_OBJ_NEW_SMALL_INT(1);
            while (mp_obj_int_sign(next_r) != 0) {
                mp_obj_t quotient = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, r, next_r);
                mp_obj_t rest = mp_binary_op(MP_BINARY_OP_SUBTRACT, r, mp_binary_op(MP_BINARY_OP_MULTIPLY, quotient, next_r));
                mp_obj_t rest_s = mp_binary_op(MP_BINARY_OP_SUBTRACT, s, mp_binary_op(MP_BINARY_OP_MULTIPLY, quotient, next_s));
                r = next_r;
                next_r = rest;
                s = next_s;
                next_s = rest_s;
            }
            if (mp_obj_equal(r, MP_OBJ_NEW_SMALL_INT(-1))) {
                s = mp_unary_op(MP_UNARY_OP_NEGATIVE, s);
            } else if (!mp_obj_equal(r, MP_OBJ_NEW_SMALL_INT(1))) {
                mp_raise_ValueError(MP_ERROR_TEXT("base is not invertible for the given modulus"));
            }
            base = s;
            exponent = mp_unary_op(MP_UNARY_OP_NEGATIVE, exponent);
        }
        mp_obj_t result = mp_obj_new_int_from_ull(0); // Use the _from_ull version as this forces an mpz int
""",
)
edit(
    "py/objint_mpz.c",
    """        if (mod == &m_temp) {
            mpz_deinit(mod);
        }
        return result;
""",
    """        if (mod == &m_temp) {
            mpz_deinit(mod);
        }
        return mp_binary_op(MP_BINARY_OP_MODULO, result, modulus);
""",
)

# Formats: groups by comma and underscore for every number, code points that pad and
# that a precision counts, characters beyond ASCII, widths of any length.
STR = "py/objstr.c"
edit(
    STR,
    "        *num = 0;\n        do {\n            *num = *num * 10 + (*str - '0');\n",
    """        *num = 0;
        do {
            if (*num >= INT_MAX / 10) {
                mp_raise_ValueError(MP_ERROR_TEXT("too many decimal digits in format string"));
            }
            *num = *num * 10 + (*str - '0');
""",
)
edit(STR, "#include <assert.h>\n", '#include <assert.h>\n#include <limits.h>\n#include <math.h>\n\n#include "port.h"\n')
edit(
    STR,
    "static bool isalignment(char ch) {\n",
    """static void print_char(const mp_print_t *print, mp_obj_t code, bool byte, int flags, char fill, int width) {
    mp_int_t c = mp_obj_get_int(code);
    if (c < 0 || c > (byte ? 0xff : 0x10ffff)) {
        mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("%c arg not in range"));
    }
    vstr_t text;
    vstr_init(&text, 4);
    if (byte) {
        vstr_add_byte(&text, c);
    } else {
        vstr_add_char(&text, c);
    }
    mp_print_strn(print, text.buf, text.len, flags, fill, width);
    vstr_clear(&text);
}

// How many bytes so many code points are, but for those that are not there.
static size_t code_points_len(const char *text, size_t len, int points) {
    size_t i = 0;
    while (i < len && (!UTF8_IS_CONT(text[i]) ? points-- : 1) > 0) {
        i++;
    }
    return i;
}

static bool isalignment(char ch) {
""",
)
edit(
    STR,
    """            if (*s == ',') {
                flags |= PF_FLAG_SHOW_COMMA;
                s++;
            }
""",
    """            if (*s == ',' || *s == '_') {
                flags |= *s == ',' ? PF_FLAG_SHOW_COMMA : PORT_FLAG_UNDERSCORE;
                s++;
            }
""",
)
edit(
    STR,
    "        if (arg_looks_integer(arg)) {\n            switch (type) {\n",
    """        bool grouped = port_separator(flags) != 0;
        bool decimal = type == 0 || type == 'd' || strchr("eEfFgG%", type) != NULL;
        if (grouped && !(decimal && arg_looks_numeric(arg)) && !(flags & PORT_FLAG_UNDERSCORE && type != 0 && strchr("boxX", type) != NULL)) {
            mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("cannot specify '%c' with '%c'"), port_separator(flags), type == 0 ? 's' : type);
        }
        if (arg_looks_integer(arg)) {
            int base = type == 0 || type == 'd' ? 10 : type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 0;
            if (grouped && base != 0) {
                port_print_grouped_int(&print, arg, base, type == 'X' ? 'A' : 'a', flags, fill, width);
                continue;
            }
            switch (type) {
""",
)
edit(
    STR,
    """                    char ch = mp_obj_get_int(arg);
                    mp_print_strn(&print, &ch, 1, flags, fill, width);
                    continue;
""",
    """                    print_char(&print, arg, false, flags, fill, width);
                    continue;
""",
)
replace(
    STR,
    "\n                // Even though the docs say that an unspecified type is the same\n",
    "            }\n            if (type == 'n') {",
    """                mp_print_float(&print, mp_obj_get_float(arg), precision < 0 ? 'r' : 'd', flags, fill, width, precision);
                continue;
""",
)
edit(
    STR,
    """                    if (slen > (size_t)precision) {
                        slen = precision;
                    }
""",
    "                    slen = code_points_len(s, slen, precision);\n",
)
edit(
    STR,
    """                    if (slen != 1) {
                        mp_raise_TypeError(MP_ERROR_TEXT("%c needs int or char"));
                    }
                    mp_print_strn(&print, s, 1, flags, ' ', width);
                } else if (arg_looks_integer(arg)) {
                    char ch = mp_obj_get_int(arg);
                    mp_print_strn(&print, &ch, 1, flags, ' ', width);
""",
    """                    if (utf8_charlen((const byte *)s, slen) != 1) {
                        mp_raise_TypeError(MP_ERROR_TEXT("%c requires int or char"));
                    }
                    mp_print_strn(&print, s, slen, flags, ' ', width);
                } else if (arg_looks_integer(arg)) {
                    print_char(&print, arg, is_bytes, flags, ' ', width);
""",
)
edit(
    STR,
    """                if (vlen > (uint)prec) {
                    vlen = prec;
                }
""",
    "                vlen = code_points_len(arg_vstr.buf, vlen, prec);\n",
)
edit(STR, "                mp_print_float(&print, mp_obj_get_float(arg), *str, flags, fill, width, prec);\n", "                mp_print_float(&print, mp_obj_get_float(arg), *str, flags | alt, fill, width, prec);\n")
edit("py/mpprint.c", "    int pad = width - len;\n", "    int pad = width > 0 ? width - (int)utf8_charlen((const byte *)str, len) : 0;\n")

# An integer that no float can be near is an OverflowError, where it was infinite; the
# quotient of two large ones is rounded once.
TOO_LARGE = 'mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("int too large to convert to float"));'
edit(
    "py/objfloat.c",
    "                return mp_obj_new_float(mp_obj_get_float(args[0]));\n",
    f"""                mp_float_t value = mp_obj_get_float(args[0]);
                if (isinf(value) && mp_obj_is_int(args[0])) {{
                    {TOO_LARGE}
                }}
                return mp_obj_new_float(value);
""",
)
edit(
    "py/objfloat.c",
    "        return MP_OBJ_NULL; // op not supported\n    }\n\n    switch (op) {\n        case MP_BINARY_OP_ADD:\n        case MP_BINARY_OP_INPLACE_ADD:\n            lhs_val += rhs_val;",
    f"""        return MP_OBJ_NULL; // op not supported
    }}
    if (isinf(rhs_val) && op > MP_BINARY_OP_NOT_EQUAL && mp_obj_is_int(rhs_in)) {{
        {TOO_LARGE}
    }}

    switch (op) {{
        case MP_BINARY_OP_ADD:
        case MP_BINARY_OP_INPLACE_ADD:
            lhs_val += rhs_val;""",
)
edit(
    "py/objint_mpz.c",
    "        return mp_obj_float_binary_op(op, mpz_as_float(zlhs), rhs_in);\n",
    f"""        mp_float_t lhs = mpz_as_float(zlhs);
        if (isinf(lhs) && op > MP_BINARY_OP_NOT_EQUAL) {{
            {TOO_LARGE}
        }}
        return mp_obj_float_binary_op(op, lhs, rhs_in);
""",
    times=2,
)
edit(
    "py/objint_mpz.c",
    "        return mp_obj_new_float(flhs / frhs);\n",
    """        const mp_float_t exact = 9007199254740992.0;
        if (fabs(flhs) < exact && fabs(frhs) < exact) {
            return mp_obj_new_float(flhs / frhs);
        }
        // A quotient of 66 bits or more, of which the lowest stands for the rest.
        mp_int_t shift = 66 - ((mp_int_t)mpz_max_num_bits(zlhs) - (mp_int_t)mpz_max_num_bits(zrhs)) + MPZ_DIG_SIZE;
        mp_obj_t up = mp_obj_new_int(shift > 0 ? shift : 0), down = mp_obj_new_int(shift < 0 ? -shift : 0);
        mp_obj_t divisor = mp_binary_op(MP_BINARY_OP_LSHIFT, rhs_in, down);
        mp_obj_t dividend = mp_binary_op(MP_BINARY_OP_LSHIFT, lhs_in, up);
        mp_obj_t quotient = mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, dividend, divisor);
        if (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_MODULO, dividend, divisor))) {
            quotient = mp_binary_op(MP_BINARY_OP_OR, quotient, MP_OBJ_NEW_SMALL_INT(1));
        }
        mp_float_t value = ldexp(mp_obj_get_float(quotient), -shift);
        if (isinf(value)) {
            mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("integer division result too large for a float"));
        }
        return mp_obj_new_float(value);
""",
)

# Integers of more bits than a float has are compared as what they are.
edit(
    "py/objint_mpz.c",
    "mp_obj_t mp_obj_int_binary_op(mp_binary_op_t op, mp_obj_t lhs_in, mp_obj_t rhs_in) {\n",
    """// An integer compared with a finite float: with the next lower integer, and whether
// something is left of the float.
mp_obj_t port_compare_int_float(mp_binary_op_t op, mp_obj_t lhs, mp_float_t rhs) {
    mp_float_t whole = floor(rhs);
    mp_obj_t lower = mp_obj_new_int_from_float(whole);
    bool more = whole != rhs;
    if (op == MP_BINARY_OP_EQUAL && more) {
        return mp_const_false;
    } else if (op == MP_BINARY_OP_LESS && more) {
        op = MP_BINARY_OP_LESS_EQUAL;
    } else if (op == MP_BINARY_OP_MORE_EQUAL && more) {
        op = MP_BINARY_OP_MORE;
    }
    return mp_binary_op(op, lhs, lower);
}

mp_obj_t mp_obj_int_binary_op(mp_binary_op_t op, mp_obj_t lhs_in, mp_obj_t rhs_in) {
""",
)
edit(
    "py/objint_mpz.c",
    "        mp_float_t lhs = mpz_as_float(zlhs);\n",
    """        mp_float_t lhs = mpz_as_float(zlhs);
        if (op <= MP_BINARY_OP_MORE_EQUAL && !mp_obj_is_small_int(lhs_in) && isfinite(mp_obj_float_get(rhs_in))) {
            return port_compare_int_float(op, lhs_in, mp_obj_float_get(rhs_in));
        }
""",
    times=2,
)
edit(
    "py/objfloat.c",
    "    if (isinf(rhs_val) && op > MP_BINARY_OP_NOT_EQUAL && mp_obj_is_int(rhs_in)) {\n",
    """    if (op <= MP_BINARY_OP_MORE_EQUAL && isfinite(lhs_val) && mp_obj_is_exact_type(rhs_in, &mp_type_int) && !mp_obj_is_small_int(rhs_in)) {
        extern mp_obj_t port_compare_int_float(mp_binary_op_t op, mp_obj_t lhs, mp_float_t rhs);
        static const byte mirrored[] = { MP_BINARY_OP_MORE, MP_BINARY_OP_LESS, MP_BINARY_OP_EQUAL, MP_BINARY_OP_MORE_EQUAL, MP_BINARY_OP_LESS_EQUAL };
        return port_compare_int_float(mirrored[op - MP_BINARY_OP_LESS], rhs_in, lhs_val);
    }
    if (isinf(rhs_val) && op > MP_BINARY_OP_NOT_EQUAL && mp_obj_is_int(rhs_in)) {
""",
)
# A power that no float can hold.
edit(
    "py/objfloat.c",
    "            lhs_val = MICROPY_FLOAT_C_FUN(pow)(lhs_val, rhs_val);\n",
    """            mp_float_t power = MICROPY_FLOAT_C_FUN(pow)(lhs_val, rhs_val);
            if (isinf(power) && isfinite(lhs_val) && isfinite(rhs_val)) {
                mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("Numerical result out of range"));
            }
            lhs_val = power;
""",
)
