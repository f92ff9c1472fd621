"""Edits that give str, bytes, tuples and numbers what CPython's have and programs use."""

from edits import edit

STR = "py/objstr.c"

# Slices with a step. How many items one has is counted first: a step may be any
# number of 32 bits, and start + step past the end wrapped.
edit(
    "py/obj.h",
    "mp_obj_t mp_seq_extract_slice(const mp_obj_t *seq, mp_bound_slice_t *indexes);\n",
    """mp_obj_t mp_seq_extract_slice(const mp_obj_t *seq, mp_bound_slice_t *indexes);
size_t mp_seq_slice_count(const mp_bound_slice_t *indexes);
""",
)
edit(
    "py/sequence.c",
    """mp_obj_t mp_seq_extract_slice(const mp_obj_t *seq, mp_bound_slice_t *indexes) {
    mp_int_t start = indexes->start, stop = indexes->stop;
    mp_int_t step = indexes->step;

    mp_obj_t res = mp_obj_new_list(0, NULL);

    if (step < 0) {
        while (start >= stop) {
            mp_obj_list_append(res, seq[start]);
            start += step;
        }
    } else {
        while (start < stop) {
            mp_obj_list_append(res, seq[start]);
            start += step;
        }
    }
    return res;
}
""",
    """// Going backwards, stop is the last index that may be taken.
size_t mp_seq_slice_count(const mp_bound_slice_t *slice) {
    mp_int_t start = slice->start, stop = slice->stop, step = slice->step;
    if (step > 0) {
        return start < stop ? (mp_uint_t)(stop - start - 1) / step + 1 : 0;
    }
    return start >= stop ? (mp_uint_t)(start - stop) / -(mp_uint_t)step + 1 : 0;
}

mp_obj_t mp_seq_extract_slice(const mp_obj_t *seq, mp_bound_slice_t *slice) {
    size_t count = mp_seq_slice_count(slice);
    mp_obj_t res = mp_obj_new_list(count, NULL);
    mp_obj_t *items;
    mp_obj_list_get(res, &(size_t){0}, &items);
    for (size_t i = 0; i < count; i++) {
        items[i] = seq[slice->start + (mp_int_t)i * slice->step];
    }
    return res;
}
""",
)
edit(
    "py/objtuple.c",
    """                mp_raise_NotImplementedError(MP_ERROR_TEXT("only slices with step=1 (aka None) are supported"));
            }
""",
    """                size_t count = mp_seq_slice_count(&slice);
                mp_obj_tuple_t *stepped = MP_OBJ_TO_PTR(mp_obj_new_tuple(count, NULL));
                for (size_t i = 0; i < count; i++) {
                    stepped->items[i] = self->items[slice.start + (mp_int_t)i * slice.step];
                }
                return MP_OBJ_FROM_PTR(stepped);
            }
""",
)
edit(
    STR,
    """                mp_raise_NotImplementedError(MP_ERROR_TEXT("only slices with step=1 (aka None) are supported"));
            }
""",
    """                vstr_t vstr;
                vstr_init_len(&vstr, mp_seq_slice_count(&slice));
                for (size_t i = 0; i < vstr.len; i++) {
                    vstr.buf[i] = self_data[slice.start + (mp_int_t)i * slice.step];
                }
                return mp_obj_new_str_type_from_vstr(type, &vstr);
            }
""",
)
edit(
    "py/objstrunicode.c",
    """                mp_raise_NotImplementedError(MP_ERROR_TEXT("only slices with step=1 (aka None) are supported"));
            }
""",
    """                return stepped_slice(self_data, self_len, index);
            }
""",
)
edit(
    "py/objstrunicode.c",
    "static mp_obj_t str_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {\n",
    """// Letters are of one byte up to four, so this walks over them, once.
static mp_obj_t stepped_slice(const byte *data, size_t len, mp_obj_t index) {
    mp_bound_slice_t slice;
    size_t chars = utf8_charlen(data, len);
    mp_seq_get_fast_slice_indexes(chars, index, &slice);
    size_t count = mp_seq_slice_count(&slice);
    vstr_t vstr;
    vstr_init(&vstr, count + 1);
    if (chars == len) {
        for (size_t i = 0; i < count; i++) {
            vstr_add_byte(&vstr, data[slice.start + (mp_int_t)i * slice.step]);
        }
        return mp_obj_new_str_from_utf8_vstr(&vstr);
    }
    const byte *at = data;
    mp_int_t skip = slice.start;
    for (size_t i = 0; i < count; i++) {
        for (; skip > 0; skip--) {
            at = utf8_next_char(at);
        }
        for (; skip < 0; skip++) {
            do {
                at--;
            } while (UTF8_IS_CONT(*at));
        }
        vstr_add_strn(&vstr, (const char *)at, utf8_next_char(at) - at);
        skip = slice.step;
    }
    return mp_obj_new_str_from_utf8_vstr(&vstr);
}

static mp_obj_t str_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
""",
)

# Methods of text. Letters beyond ASCII have no case here, as for upper() and lower().
edit(
    STR,
    """static mp_obj_t str_uni_istype(""",
    """static size_t char_count(mp_obj_t text) {
    GET_STR_DATA_LEN(text, data, len);
    return mp_obj_is_str(text) ? utf8_charlen(data, len) : len;
}

// The text with so many letters of fill before it and behind it.
static mp_obj_t padded(mp_obj_t self_in, const byte *fill, size_t fill_len, size_t before, size_t behind) {
    GET_STR_DATA_LEN(self_in, data, len);
    vstr_t vstr;
    vstr_init_len(&vstr, m_sum(len, m_product(fill_len, before + behind)));
    mp_seq_multiply(fill, 1, fill_len, before, vstr.buf);
    memcpy(vstr.buf + before * fill_len, data, len);
    mp_seq_multiply(fill, 1, fill_len, behind, vstr.buf + before * fill_len + len);
    return mp_obj_new_str_type_from_vstr(mp_obj_get_type(self_in), &vstr);
}

// How many letters are missing to the width.
static size_t missing_to(mp_obj_t self_in, mp_obj_t width_in) {
    check_is_str_or_bytes(self_in);
    mp_int_t width = mp_obj_get_int(width_in);
    size_t len = char_count(self_in);
    return width > 0 && (size_t)width > len ? width - len : 0;
}

static mp_obj_t justify(size_t n_args, const mp_obj_t *args, int side) {
    size_t missing = missing_to(args[0], args[1]);
    size_t fill_len = 1;
    const byte *fill = (const byte *)" ";
    if (n_args > 2) {
        if (mp_obj_get_type(args[2]) != mp_obj_get_type(args[0]) || char_count(args[2]) != 1) {
            mp_raise_TypeError(MP_ERROR_TEXT("the fill must be one character"));
        }
        fill = (const byte *)mp_obj_str_get_data(args[2], &fill_len);
    }
    if (missing == 0) {
        return args[0];
    }
    size_t before = side < 0 ? missing : 0;
    if (side == 0) {
        // Where it is not even, CPython has the odd one before an odd width.
        before = missing / 2 + (missing & mp_obj_get_int(args[1]) & 1);
    }
    return padded(args[0], fill, fill_len, before, missing - before);
}

static mp_obj_t str_ljust(size_t n_args, const mp_obj_t *args) {
    return justify(n_args, args, 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(str_ljust_obj, 2, 3, str_ljust);

static mp_obj_t str_rjust(size_t n_args, const mp_obj_t *args) {
    return justify(n_args, args, -1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(str_rjust_obj, 2, 3, str_rjust);

static mp_obj_t str_center_with(size_t n_args, const mp_obj_t *args) {
    return justify(n_args, args, 0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(str_center_with_obj, 2, 3, str_center_with);

static mp_obj_t str_zfill(mp_obj_t self_in, mp_obj_t width_in) {
    size_t missing = missing_to(self_in, width_in);
    GET_STR_DATA_LEN(self_in, data, len);
    vstr_t vstr;
    vstr_init_len(&vstr, len + missing);
    size_t sign = len > 0 && (data[0] == '-' || data[0] == '+');
    memcpy(vstr.buf, data, sign);
    memset(vstr.buf + sign, '0', missing);
    memcpy(vstr.buf + sign + missing, data + sign, len - sign);
    return mp_obj_new_str_type_from_vstr(mp_obj_get_type(self_in), &vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_2(str_zfill_obj, str_zfill);

// A large letter first, in the text or in every word of it, and small ones behind.
static mp_obj_t recased(mp_obj_t self_in, bool every_word) {
    check_is_str_or_bytes(self_in);
    GET_STR_DATA_LEN(self_in, data, len);
    vstr_t vstr;
    vstr_init_len(&vstr, len);
    bool first = true;
    for (size_t i = 0; i < len; i++) {
        vstr.buf[i] = first ? unichar_toupper(data[i]) : unichar_tolower(data[i]);
        first = every_word && data[i] < 0x80 && !unichar_isalpha(data[i]);
    }
    return mp_obj_new_str_type_from_vstr(mp_obj_get_type(self_in), &vstr);
}

static mp_obj_t str_title(mp_obj_t self_in) {
    return recased(self_in, true);
}
static MP_DEFINE_CONST_FUN_OBJ_1(str_title_obj, str_title);

static mp_obj_t str_capitalize(mp_obj_t self_in) {
    return recased(self_in, false);
}
static MP_DEFINE_CONST_FUN_OBJ_1(str_capitalize_obj, str_capitalize);

static unichar swapped(unichar c) {
    return unichar_isupper(c) ? unichar_tolower(c) : unichar_toupper(c);
}

static mp_obj_t str_swapcase(mp_obj_t self_in) {
    check_is_str_or_bytes(self_in);
    return str_caseconv(swapped, self_in);
}
static MP_DEFINE_CONST_FUN_OBJ_1(str_swapcase_obj, str_swapcase);

static mp_obj_t without(mp_obj_t self_in, mp_obj_t part_in, bool at_end) {
    check_is_str_or_bytes(self_in);
    if (mp_obj_get_type(part_in) != mp_obj_get_type(self_in)) {
        bad_implicit_conversion(part_in);
    }
    GET_STR_DATA_LEN(self_in, data, len);
    GET_STR_DATA_LEN(part_in, part, part_len);
    if (part_len == 0 || part_len > len || memcmp(data + (at_end ? len - part_len : 0), part, part_len) != 0) {
        return self_in;
    }
    return mp_obj_new_str_of_type(mp_obj_get_type(self_in), data + (at_end ? 0 : part_len), len - part_len);
}

static mp_obj_t str_removeprefix(mp_obj_t self_in, mp_obj_t part) {
    return without(self_in, part, false);
}
static MP_DEFINE_CONST_FUN_OBJ_2(str_removeprefix_obj, str_removeprefix);

static mp_obj_t str_removesuffix(mp_obj_t self_in, mp_obj_t part) {
    return without(self_in, part, true);
}
static MP_DEFINE_CONST_FUN_OBJ_2(str_removesuffix_obj, str_removesuffix);

static bool is_alphanumeric(unichar c) {
    return unichar_isalpha(c) || unichar_isdigit(c);
}

static mp_obj_t str_uni_istype(""",
)
edit(
    STR,
    "static mp_obj_t str_isdigit(mp_obj_t self_in) {\n",
    """static mp_obj_t str_isalnum(mp_obj_t self_in) {
    return str_uni_istype(is_alphanumeric, self_in);
}
static MP_DEFINE_CONST_FUN_OBJ_1(str_isalnum_obj, str_isalnum);

static mp_obj_t str_isdigit(mp_obj_t self_in) {
""",
)
edit(
    STR,
    "    { MP_ROM_QSTR(MP_QSTR_isspace), MP_ROM_PTR(&str_isspace_obj) },\n",
    """    { MP_ROM_QSTR(MP_QSTR_capitalize), MP_ROM_PTR(&str_capitalize_obj) },
    { MP_ROM_QSTR(MP_QSTR_isalnum), MP_ROM_PTR(&str_isalnum_obj) },
    { MP_ROM_QSTR(MP_QSTR_ljust), MP_ROM_PTR(&str_ljust_obj) },
    { MP_ROM_QSTR(MP_QSTR_removeprefix), MP_ROM_PTR(&str_removeprefix_obj) },
    { MP_ROM_QSTR(MP_QSTR_removesuffix), MP_ROM_PTR(&str_removesuffix_obj) },
    { MP_ROM_QSTR(MP_QSTR_rjust), MP_ROM_PTR(&str_rjust_obj) },
    { MP_ROM_QSTR(MP_QSTR_swapcase), MP_ROM_PTR(&str_swapcase_obj) },
    { MP_ROM_QSTR(MP_QSTR_title), MP_ROM_PTR(&str_title_obj) },
    { MP_ROM_QSTR(MP_QSTR_zfill), MP_ROM_PTR(&str_zfill_obj) },
    { MP_ROM_QSTR(MP_QSTR_isspace), MP_ROM_PTR(&str_isspace_obj) },
""",
)
edit(STR, "MP_ROM_PTR(&str_center_obj)", "MP_ROM_PTR(&str_center_with_obj)")

# Bits of a number.
edit(
    "py/objint.c",
    "static const mp_rom_map_elem_t int_locals_dict_table[] = {\n",
    """static void magnitude(mp_obj_t self_in, size_t *length, size_t *ones) {
    *length = *ones = 0;
    if (mp_obj_is_exact_type(self_in, &mp_type_int) && !mp_obj_is_small_int(self_in)) {
        const mpz_t *z = &((mp_obj_int_t *)MP_OBJ_TO_PTR(self_in))->mpz;
        for (size_t i = 0; i < z->len; i++) {
            *ones += __builtin_popcountl(z->dig[i]);
        }
        if (z->len > 0) {
            *length = z->len * MPZ_DIG_SIZE;
            for (mpz_dig_t top = z->dig[z->len - 1]; !(top >> (MPZ_DIG_SIZE - 1) & 1); top <<= 1) {
                --*length;
            }
        }
        return;
    }
    mp_int_t value = mp_obj_get_int(self_in);
    mp_uint_t bits = value < 0 ? -(mp_uint_t)value : (mp_uint_t)value;
    *ones = __builtin_popcount(bits);
    *length = bits == 0 ? 0 : 32 - __builtin_clz(bits);
}

static mp_obj_t int_bit_length(mp_obj_t self_in) {
    size_t length, ones;
    magnitude(self_in, &length, &ones);
    return mp_obj_new_int_from_uint(length);
}
static MP_DEFINE_CONST_FUN_OBJ_1(int_bit_length_obj, int_bit_length);

static mp_obj_t int_bit_count(mp_obj_t self_in) {
    size_t length, ones;
    magnitude(self_in, &length, &ones);
    return mp_obj_new_int_from_uint(ones);
}
static MP_DEFINE_CONST_FUN_OBJ_1(int_bit_count_obj, int_bit_count);

static const mp_rom_map_elem_t int_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_bit_length), MP_ROM_PTR(&int_bit_length_obj) },
    { MP_ROM_QSTR(MP_QSTR_bit_count), MP_ROM_PTR(&int_bit_count_obj) },
""",
)
edit(
    "py/objfloat.c",
    """MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_float,""",
    """static mp_obj_t float_is_integer(mp_obj_t self_in) {
    mp_float_t value = mp_obj_float_get(self_in);
    return mp_obj_new_bool(isfinite(value) && MICROPY_FLOAT_C_FUN(floor)(value) == value);
}
static MP_DEFINE_CONST_FUN_OBJ_1(float_is_integer_obj, float_is_integer);

static const mp_rom_map_elem_t float_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_is_integer), MP_ROM_PTR(&float_is_integer_obj) },
};
static MP_DEFINE_CONST_DICT(float_locals_dict, float_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_float,""",
)
edit("py/objfloat.c", "    binary_op, float_binary_op\n", "    binary_op, float_binary_op,\n    locals_dict, &float_locals_dict\n")

# iter(f, sentinel): what f returns until it is the sentinel.
edit(
    "py/modbuiltins.c",
    """static mp_obj_t mp_builtin_iter(mp_obj_t o_in) {
    return mp_getiter(o_in, NULL);
}
MP_DEFINE_CONST_FUN_OBJ_1(mp_builtin_iter_obj, mp_builtin_iter);
""",
    """typedef struct _calls_until_t {
    mp_obj_base_t base;
    mp_obj_t call; // MP_OBJ_NULL at the end
    mp_obj_t sentinel;
} calls_until_t;

static mp_obj_t calls_until_next(mp_obj_t self_in) {
    calls_until_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->call != MP_OBJ_NULL) {
        mp_obj_t value = mp_call_function_0(self->call);
        if (!mp_obj_equal(value, self->sentinel)) {
            return value;
        }
        self->call = MP_OBJ_NULL;
    }
    return MP_OBJ_STOP_ITERATION;
}

static MP_DEFINE_CONST_OBJ_TYPE(calls_until_type, MP_QSTR_iterator, MP_TYPE_FLAG_ITER_IS_ITERNEXT, iter, calls_until_next);

static mp_obj_t mp_builtin_iter(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return mp_getiter(args[0], NULL);
    }
    calls_until_t *made = mp_obj_malloc(calls_until_t, &calls_until_type);
    made->call = args[0];
    made->sentinel = args[1];
    return MP_OBJ_FROM_PTR(made);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(mp_builtin_iter_obj, 1, 2, mp_builtin_iter);
""",
)

# modules/math.py adds to this one.
edit("py/modmath.c", "MP_REGISTER_MODULE(MP_QSTR_math,", "MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_math,")
edit("py/builtin.h", "MP_DECLARE_CONST_FUN_OBJ_1(mp_builtin_iter_obj);", "MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(mp_builtin_iter_obj);")
