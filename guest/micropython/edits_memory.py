"""Edits that let a program use all of the memory that the host gives it, and
that make one which wants more than any machine has meet a MemoryError.

A size is 32 bits here, and products and sums of sizes that a program names wrap:
`[0] * 2**30` allocated nothing and filled four gigabytes.
"""

from edits import edit

# Every product of a number and the size of one, and the size of what has a tail.
# SIZE_MAX stands for what no allocation gives; the allocator refuses it.
edit(
    "py/misc.h",
    "#define m_new(type, num) ((type *)(m_malloc(sizeof(type) * (num))))\n",
    """static inline size_t m_product(size_t size, size_t num) {
    size_t bytes;
    return __builtin_mul_overflow(size, num, &bytes) ? (size_t)-1 : bytes;
}
static inline size_t m_sum(size_t a, size_t b) {
    size_t bytes;
    return __builtin_add_overflow(a, b, &bytes) ? (size_t)-1 : bytes;
}
#define m_new(type, num) ((type *)(m_malloc(m_product(sizeof(type), (num)))))
""",
)
for old, new in [
    ("m_malloc_maybe(sizeof(type) * (num))", "m_malloc_maybe(m_product(sizeof(type), (num)))"),
    ("m_malloc0(sizeof(type) * (num))", "m_malloc0(m_product(sizeof(type), (num)))"),
    ("m_malloc(offsetof(obj_type, var_field) + sizeof(var_type) * (var_num))", "m_malloc(m_sum(offsetof(obj_type, var_field), m_product(sizeof(var_type), (var_num))))"),
    ("m_malloc0(offsetof(obj_type, var_field) + sizeof(var_type) * (var_num))", "m_malloc0(m_sum(offsetof(obj_type, var_field), m_product(sizeof(var_type), (var_num))))"),
    ("m_malloc_maybe(offsetof(obj_type, var_field) + sizeof(var_type) * (var_num))", "m_malloc_maybe(m_sum(offsetof(obj_type, var_field), m_product(sizeof(var_type), (var_num))))"),
    ("((type *)(m_realloc((ptr), sizeof(type) * (new_num))))", "((type *)(m_realloc((ptr), m_product(sizeof(type), (new_num)))))"),
    ("m_realloc_maybe((ptr), sizeof(type) * (new_num), (allow_move))", "m_realloc_maybe((ptr), m_product(sizeof(type), (new_num)), (allow_move))"),
]:
    edit("py/misc.h", old, new)
edit(
    "py/obj.h",
    "mp_obj_malloc_helper(offsetof(struct_type, var_field) + sizeof(var_type) * (var_num), obj_type)",
    "mp_obj_malloc_helper(m_sum(offsetof(struct_type, var_field), m_product(sizeof(var_type), (var_num))), obj_type)",
)
edit(
    "py/gc.c",
    "    void *ptr = ptr_in;\n\n    GC_ENTER();\n",
    """    if (n_bytes > (size_t)-BYTES_PER_BLOCK) {
        return NULL;
    }

    void *ptr = ptr_in;

    GC_ENTER();
""",
)
edit(
    "py/gc.c",
    "size_t needed = failed_alloc + MAX(2048, failed_alloc * 13 / 512);",
    "size_t needed = m_sum(failed_alloc, MAX(2048, failed_alloc / 512 * 13));",
)

# Repeating a sequence. A number that no size can be is too large like any other.
REPEAT = """            mp_int_t n;
            if (!mp_obj_get_int_maybe(rhs, &n)) {
                return MP_OBJ_NULL; // op not supported
            }
"""
edit("py/objlist.c", REPEAT, REPEAT.replace("mp_obj_get_int_maybe", "mp_obj_get_times_maybe"))
edit("py/objtuple.c", REPEAT, REPEAT.replace("mp_obj_get_int_maybe", "mp_obj_get_times_maybe"))
edit(
    "py/objstr.c",
    """        mp_int_t n;
        if (!mp_obj_get_int_maybe(rhs_in, &n)) {""",
    """        mp_int_t n;
        if (!mp_obj_get_times_maybe(rhs_in, &n)) {""",
)
edit(
    "py/obj.h",
    "bool mp_obj_get_int_maybe(mp_const_obj_t arg, mp_int_t *value);\n",
    """bool mp_obj_get_int_maybe(mp_const_obj_t arg, mp_int_t *value);
bool mp_obj_get_times_maybe(mp_const_obj_t arg, mp_int_t *value);
""",
)
edit(
    "py/obj.c",
    "// returns false if arg is not of integral type\n",
    """// mp_obj_get_int_maybe for how many: a value that no mp_int_t holds is the last
// that one does, which is more than any memory. Past 63 bits it is an
// OverflowError, as in CPython.
bool mp_obj_get_times_maybe(mp_const_obj_t arg, mp_int_t *value) {
    if (!mp_obj_is_exact_type(arg, &mp_type_int)) {
        return mp_obj_get_int_maybe(arg, value);
    }
    mp_int_t low = mp_obj_int_get_truncated(arg);
    bool negative = mp_obj_int_sign((mp_obj_t)arg) < 0;
    if ((low < 0) == negative && mp_obj_equal(mp_obj_new_int(low), (mp_obj_t)arg)) {
        *value = low;
    } else if (!(mp_obj_get_float((mp_obj_t)arg) * (negative ? -1 : 1) < 9.2e18)) {
        *value = mp_obj_int_get_checked(arg);
    } else {
        *value = negative ? -MP_SSIZE_MAX : MP_SSIZE_MAX;
    }
    return true;
}

// returns false if arg is not of integral type
""",
)

for path, old in [
    ("py/objlist.c", "list_new(o->len * n)"),
    ("py/objtuple.c", "mp_obj_new_tuple(o->len * n, NULL)"),
    ("py/objstr.c", "vstr_init_len(&vstr, lhs_len * n)"),
]:
    edit(path, old, old.replace("o->len * n", "m_product(o->len, n)").replace("lhs_len * n", "m_product(lhs_len, n)"))

# Strings put together of others.
edit(
    "py/objstr.c",
    "            required_len += sep_len;\n",
    "            required_len = m_sum(required_len, sep_len);\n",
)
edit("py/objstr.c", "        required_len += l;\n", "        required_len = m_sum(required_len, l);\n")
edit(
    "py/objstr.c",
    "                memcpy(data + replaced_str_index, new, new_len);\n            }\n            replaced_str_index += new_len;\n",
    "                memcpy(data + replaced_str_index, new, new_len);\n            }\n            replaced_str_index = m_sum(replaced_str_index, new_len);\n",
)
edit(
    "py/objstr.c",
    "            replaced_str_index += old_occurrence - offset_ptr;\n",
    "            replaced_str_index = m_sum(replaced_str_index, old_occurrence - offset_ptr);\n",
)
edit(
    "py/objstr.c",
    "        replaced_str_index += str_len_remain;\n",
    "        replaced_str_index = m_sum(replaced_str_index, str_len_remain);\n",
)
edit(
    "py/vstr.c",
    "    vstr_init(vstr, len + 1);\n    vstr->len = len;\n",
    "    vstr_init(vstr, m_sum(len, 1));\n    vstr->len = len;\n",
)

# bytes(n) and bytearray(n), and arrays of something that says how long it is and
# need not speak the truth.
edit(
    "py/objstr.c",
    """    if (mp_obj_is_small_int(args[0])) {
        mp_int_t len = MP_OBJ_SMALL_INT_VALUE(args[0]);
        if (len < 0) {
            mp_raise_ValueError(NULL);
        }
""",
    """    if (mp_obj_is_int(args[0])) {
        mp_int_t len;
        mp_obj_get_times_maybe(args[0], &len);
        if (len < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("negative count"));
        }
""",
)
edit(
    "py/objarray.c",
    "        mp_uint_t len = mp_obj_get_int(args[0]);\n",
    """        mp_int_t len;
        mp_obj_get_times_maybe(args[0], &len);
        if (len < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("negative count"));
        }
""",
)
edit("py/objarray.c", "    o->items = m_new(byte, typecode_size * o->len);\n", "    o->items = m_new(byte, m_product(typecode_size, o->len));\n")
edit(
    "py/objarray.c",
    """        if (len == 0) {
            array_append(MP_OBJ_FROM_PTR(array), item);
        } else {
            mp_binary_set_val_array(typecode, array->items, i++, item);
        }
    }
""",
    """        if (i == len) {
            array_append(MP_OBJ_FROM_PTR(array), item);
        } else {
            mp_binary_set_val_array(typecode, array->items, i++, item);
        }
    }
    if (i < len) {
        array->len = i;
    }
""",
)

# Sizes in the formats of struct.
edit("py/modstruct.c", '#include "py/objtuple.h"\n', '#include "py/objtuple.h"\n#include "py/smallint.h"\n')
edit(
    "py/modstruct.c",
    """    mp_uint_t val = (mp_uint_t)MP_OBJ_SMALL_INT_VALUE(mp_parse_num_integer(*p, len, 10, NULL));
""",
    """    mp_obj_t parsed = mp_parse_num_integer(*p, len, 10, NULL);
    if (!mp_obj_is_small_int(parsed)) {
        mp_raise_ValueError(MP_ERROR_TEXT("total struct size too long"));
    }
    mp_uint_t val = (mp_uint_t)MP_OBJ_SMALL_INT_VALUE(parsed);
""",
)
edit(
    "py/modstruct.c",
    """                size = (size + align - 1) & ~(align - 1);
                size += sz;
            }
        }
    }
""",
    """                size = (size + align - 1) & ~(align - 1);
                size += sz;
                if (size > MP_SMALL_INT_MAX) {
                    break;
                }
            }
        }
        if (size > MP_SMALL_INT_MAX) {
            mp_raise_ValueError(MP_ERROR_TEXT("total struct size too long"));
        }
    }
""",
)

# A heap of twice the size is what MicroPython wants at each step. Where the host
# refuses that, all that it still gives is taken at once: by halves it took a
# dozen steps, each with a collection of all that there was, 6 s in place of 1 for
# a list of 64 MiB.
edit(
    "py/gc.c",
    """    mp_state_mem_area_t *new_heap = MP_PLAT_ALLOC_HEAP(to_alloc);
""",
    """    mp_state_mem_area_t *new_heap = MP_PLAT_ALLOC_HEAP(to_alloc);
    if (new_heap == NULL) {
        extern void *port_heap_alloc_most(size_t least, size_t *size);
        new_heap = port_heap_alloc_most(needed, &to_alloc);
    }
""",
)

# What grows by doubling grows by less where that is refused.
edit(
    "py/objlist.c",
    """        self->items = m_renew(mp_obj_t, self->items, self->alloc, self->alloc * 2);
        self->alloc *= 2;
        mp_seq_clear""",
    """        size_t alloc = self->alloc * 2;
        mp_obj_t *items = NULL;
        if (alloc > 4096) {
            items = m_renew_shared_maybe(mp_obj_t, self->items, self->alloc, alloc);
            if (items == NULL) {
                alloc = self->alloc + self->alloc / 8;
            }
        }
        if (items == NULL) {
            items = m_renew_shared(mp_obj_t, self->items, self->alloc, alloc);
        }
        self->items = items;
        self->alloc = alloc;
        mp_seq_clear""",
)

# Text grew by sixteen bytes more than was added, bytearrays and arrays by eight
# items: a quadratic time, 20 s for 40 MB of JSON.
edit(
    "py/vstr.c",
    """        size_t new_alloc = ROUND_ALLOC((vstr->len + size) + 16);
        char *new_buf = m_renew(char, vstr->buf, vstr->alloc, new_alloc);
""",
    """        size_t least = m_sum(m_sum(vstr->len, size), 32);
        if (least == (size_t)-1) {
            m_malloc_fail(least);
        }
        size_t new_alloc = ROUND_ALLOC(least - 16);
        char *new_buf = NULL;
        if (vstr->alloc >= 256) {
            size_t more = ROUND_ALLOC(m_sum(least, least / 2) & ~15);
            new_buf = m_renew_maybe(char, vstr->buf, vstr->alloc, more, true);
            new_alloc = new_buf != NULL ? more : ROUND_ALLOC(m_sum(least, least / 32) & ~15);
        }
        if (new_buf == NULL) {
            new_buf = m_renew(char, vstr->buf, vstr->alloc, new_alloc);
        }
""",
)
edit("py/objarray.c", "        size_t add_cnt = 8;\n", "        size_t add_cnt = 8 + MIN(self->len / 8, 0xffff);\n")
edit(
    "py/objarray.c",
    """        self->items = m_renew(byte, self->items, (self->len + self->free) * sz, (self->len + len) * sz);
        self->free = 0;
""",
    """        size_t more = MIN(self->len / 8, 0xffff);
        self->items = m_renew_shared(byte, self->items, (self->len + self->free) * sz, (self->len + len + more) * sz);
        self->free = more;
""",
)

# The parser's stacks, one entry for each statement of a program, grew by 16.
edit(
    "py/parse.c",
    """parser->result_stack, parser->result_stack_alloc, parser->result_stack_alloc + MICROPY_ALLOC_PARSE_RESULT_INC);
        parser->result_stack = stack;
        parser->result_stack_alloc += MICROPY_ALLOC_PARSE_RESULT_INC;
""",
    """parser->result_stack, parser->result_stack_alloc, parser->result_stack_alloc + MICROPY_ALLOC_PARSE_RESULT_INC + parser->result_stack_alloc / 2);
        parser->result_stack = stack;
        parser->result_stack_alloc += MICROPY_ALLOC_PARSE_RESULT_INC + parser->result_stack_alloc / 2;
""",
)
edit(
    "py/parse.c",
    """parser->rule_stack, parser->rule_stack_alloc, parser->rule_stack_alloc + MICROPY_ALLOC_PARSE_RULE_INC);
        parser->rule_stack = rs;
        parser->rule_stack_alloc += MICROPY_ALLOC_PARSE_RULE_INC;
""",
    """parser->rule_stack, parser->rule_stack_alloc, parser->rule_stack_alloc + MICROPY_ALLOC_PARSE_RULE_INC + parser->rule_stack_alloc / 2);
        parser->rule_stack = rs;
        parser->rule_stack_alloc += MICROPY_ALLOC_PARSE_RULE_INC + parser->rule_stack_alloc / 2;
""",
)

# The collector asks of every word that it scans which part of the heap it points
# into: most point into none.
edit(
    "py/gc.c",
    """static inline mp_state_mem_area_t *gc_get_ptr_area(const void *ptr) {
    if (((uintptr_t)(ptr) & (BYTES_PER_BLOCK - 1)) != 0) {   // must be aligned on a block
        return NULL;
    }
""",
    """static inline mp_state_mem_area_t *gc_get_ptr_area(const void *ptr) {
    if (((uintptr_t)(ptr) & (BYTES_PER_BLOCK - 1)) != 0) {   // must be aligned on a block
        return NULL;
    }
    if ((const uint8_t *)ptr < pools_start || (const uint8_t *)ptr >= pools_end) {
        return NULL;
    }
""",
)
edit(
    "py/gc.c",
    """    area->gc_last_free_atb_index = 0;
    area->gc_last_used_block = 0;

    #if MICROPY_GC_SPLIT_HEAP
    area->next = NULL;
""",
    """    area->gc_last_free_atb_index = 0;
    area->gc_last_used_block = 0;
    pools_start = MIN(pools_start, area->gc_pool_start);
    pools_end = MAX(pools_end, area->gc_pool_end);

    #if MICROPY_GC_SPLIT_HEAP
    area->next = NULL;
""",
)
edit(
    "py/gc.c",
    "static void gc_sweep_free_blocks(void);\n\n",
    """static void gc_sweep_free_blocks(void);

// Between these lie all parts of the heap.
static const uint8_t *pools_start = (const uint8_t *)UINTPTR_MAX, *pools_end;

""",
)
