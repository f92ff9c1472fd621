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

# The heap grows where it ends, to twice its size or by all that the host still gives,
# so that what lies last in it can grow in its place up to the limit: in parts of the
# heap that lie apart, a list of 23 MiB of 64 was the longest. What says which blocks
# are used moves behind the blocks then.
edit("py/mpstate.h", "    byte *gc_pool_end;\n", "    byte *gc_pool_end;\n    byte *gc_area_end;\n")
edit("py/gc.c", "    area->gc_pool_end = end;\n", "    area->gc_pool_end = end;\n    area->gc_area_end = end;\n")
edit(
    "py/gc.c",
    "static bool gc_try_add_heap(size_t failed_alloc) {\n",
    """extern size_t host_heap_extend(void *end, size_t least, size_t most);
extern void *host_heap_new(size_t least, size_t most, size_t *size);

static size_t gc_tables_size(size_t len) {
    return len + ALLOC_TABLE_GAP_BYTE + (len * BLOCKS_PER_ATB + BLOCKS_PER_FTB - 1) / BLOCKS_PER_FTB;
}

// Makes an area longer where it ends, for no fewer than least bytes of blocks.
static bool gc_extend(mp_state_mem_area_t *area, size_t least, size_t most) {
    size_t old_len = area->gc_alloc_table_byte_len;
    size_t old_tables = gc_tables_size(old_len);
    least = m_sum(least, least / 128 * 3 + old_tables + 512);
    size_t more = host_heap_extend(area->gc_area_end, least, MAX(least, most));
    if (more == 0) {
        return false;
    }
    area->gc_area_end += more;
    // For 128 bytes of blocks there are two of one table and one of the other.
    size_t len = (area->gc_area_end - area->gc_pool_start - 16) / 131 * 2;
    byte *alloc_table = area->gc_pool_start + len * BLOCKS_PER_ATB * BYTES_PER_BLOCK;
    byte *finaliser_table = alloc_table + len + ALLOC_TABLE_GAP_BYTE;
    size_t old_finaliser_len = old_tables - old_len - ALLOC_TABLE_GAP_BYTE;
    // Both move up, the upper one first: their old and new places may overlap.
    memmove(finaliser_table, area->gc_finaliser_table_start, old_finaliser_len);
    memset(finaliser_table + old_finaliser_len, 0, gc_tables_size(len) - len - ALLOC_TABLE_GAP_BYTE - old_finaliser_len);
    memmove(alloc_table, area->gc_alloc_table_start, old_len);
    memset(alloc_table + old_len, 0, len + ALLOC_TABLE_GAP_BYTE - old_len);
    area->gc_alloc_table_start = alloc_table;
    area->gc_alloc_table_byte_len = len;
    area->gc_finaliser_table_start = finaliser_table;
    area->gc_pool_end = alloc_table;
    pools_end = MAX(pools_end, area->gc_pool_end);
    MP_STATE_MEM(gc_last_free_area) = &MP_STATE_MEM(area);
    return true;
}

static bool gc_try_add_heap(size_t failed_alloc) {
""",
)
edit(
    "py/gc.c",
    """    mp_state_mem_area_t *new_heap = MP_PLAT_ALLOC_HEAP(to_alloc);
""",
    """    for (mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = NEXT_AREA(area)) {
        size_t left = (area->gc_alloc_table_byte_len * BLOCKS_PER_ATB - area->gc_last_used_block - 1) * BYTES_PER_BLOCK;
        if (gc_extend(area, left < failed_alloc ? failed_alloc - left : BYTES_PER_BLOCK, to_alloc)) {
            return true;
        }
    }
    mp_state_mem_area_t *new_heap = host_heap_new(needed, to_alloc, &to_alloc);
""",
)
edit(
    "py/gc.c",
    "void gc_dump_info(const mp_print_t *print) {\n",
    """// Makes what lies there larger in its place, to no less than least bytes and as near
// to want as it gets: by the free blocks behind it and, for much, by what the host
// adds to the heap. Gives its size, 0 where it cannot grow.
size_t gc_grow(void *ptr, size_t least, size_t want) {
    mp_state_mem_area_t *area = gc_get_ptr_area(ptr);
    if (area == NULL || MP_STATE_THREAD(gc_lock_depth) > 0 || least > (size_t)-BYTES_PER_BLOCK) {
        return 0;
    }
    size_t block = BLOCK_FROM_PTR(area, ptr);
    size_t fewest = (least + BYTES_PER_BLOCK - 1) / BYTES_PER_BLOCK;
    size_t wanted = MAX(fewest, MIN(want, (size_t)-BYTES_PER_BLOCK) / BYTES_PER_BLOCK);
    size_t end = block + 1;
    for (;;) {
        if (end % BLOCKS_PER_ATB == 0 && area->gc_alloc_table_start[end / BLOCKS_PER_ATB] == 0xaa) {
            end += BLOCKS_PER_ATB;
        } else if (ATB_GET_KIND(area, end) == AT_TAIL) {
            end++;
        } else {
            break;
        }
    }
    size_t old_end = end;
    bool collected = !MP_STATE_MEM(gc_auto_collect_enabled);
    bool extended = false;
    for (;;) {
        size_t last = area->gc_alloc_table_byte_len * BLOCKS_PER_ATB;
        while (end < last && end - block < wanted && ATB_GET_KIND(area, end) == AT_FREE) {
            end++;
        }
        if (end - block >= wanted || want < 65536) {
            break;
        }
        if (!collected) {
            collected = true;
            gc_collect();
        } else if (!extended && end == last) {
            extended = true;
            size_t missing = end - block < fewest ? fewest - (end - block) : 1;
            gc_extend(area, missing * BYTES_PER_BLOCK, (wanted - (end - block)) * BYTES_PER_BLOCK);
        } else {
            break;
        }
    }
    if (want >= 65536 && end - block < wanted) {
        // Half of what is left, and the last of it to none: a program that catches the
        // MemoryError goes on.
        size_t spare = 65536 / BYTES_PER_BLOCK;
        if (end - block < fewest + spare) {
            return 0;
        }
        end = block + fewest + (end - block - fewest) / 2;
    }
    if (end - block < fewest) {
        return 0;
    }
    for (size_t bl = old_end; bl < end; bl++) {
        ATB_FREE_TO_TAIL(area, bl);
    }
    area->gc_last_used_block = MAX(area->gc_last_used_block, end - 1);
    return (end - block) * BYTES_PER_BLOCK;
}

void gc_dump_info(const mp_print_t *print) {
""",
)
# An area was taken for empty that has one block in use, its first.
edit(
    "py/gc.c",
    "        if (last_used_block == 0 && prev_area != NULL) {\n",
    "        if (last_used_block == 0 && ATB_GET_KIND(area, 0) == AT_FREE && prev_area != NULL) {\n",
)
edit(
    "py/gc.c",
    "            MP_PLAT_FREE_HEAP(area);\n",
    "            port_heap_free(area, area->gc_area_end - (byte *)area);\n",
)
edit(
    "py/gc.h",
    "void *gc_realloc(void *ptr, size_t n_bytes, bool allow_move);\n",
    """void *gc_realloc(void *ptr, size_t n_bytes, bool allow_move);
size_t gc_grow(void *ptr, size_t least, size_t want);
""",
)

# What a program adds to grows by half of itself, and near the limit by less. It was
# sixteen bytes more than was added for text, eight items for bytearrays and arrays,
# four for lists: a quadratic time, 20 s for 40 MB of JSON.
edit(
    "py/objlist.c",
    """        self->items = m_renew(mp_obj_t, self->items, self->alloc, self->alloc * 2);
        self->alloc *= 2;
        mp_seq_clear""",
    """        size_t alloc = m_sum(self->alloc, 1);
        self->items = port_grow(self->items, self->alloc, &alloc, sizeof(*self->items));
        self->alloc = alloc;
        mp_seq_clear""",
)
edit(
    "py/objlist.c",
    """            self->items = m_renew(mp_obj_t, self->items, self->alloc, self->len + arg->len + 4);
            self->alloc = self->len + arg->len + 4;
""",
    """            size_t alloc = self->len + arg->len;
            self->items = port_grow(self->items, self->alloc, &alloc, sizeof(*self->items));
            self->alloc = alloc;
""",
)
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
            size_t more = m_sum(least, least / 2);
            size_t grown = gc_grow(vstr->buf, least, more);
            if (grown != 0) {
                new_alloc = grown;
                new_buf = vstr->buf;
            } else {
                more = ROUND_ALLOC(more & ~15);
                new_buf = m_renew_maybe(char, vstr->buf, vstr->alloc, more, true);
                new_alloc = new_buf != NULL ? more : ROUND_ALLOC(m_sum(least, least / 32) & ~15);
            }
        }
        if (new_buf == NULL) {
            new_buf = m_renew(char, vstr->buf, vstr->alloc, new_alloc);
        }
""",
)
edit("py/vstr.c", '#include "py/mpconfig.h"\n', '#include "py/mpconfig.h"\n#include "py/gc.h"\n')
edit(
    "py/objarray.c",
    """        // TODO: alloc policy
        size_t add_cnt = 8;
        self->items = m_renew(byte, self->items, item_sz * self->len, item_sz * (self->len + add_cnt));
        self->free = add_cnt;
""",
    """        size_t num = self->len + 1;
        self->items = port_grow(self->items, self->len, &num, item_sz);
        self->free = MIN(num - self->len, MOST_FREE);
""",
)
edit(
    "py/objarray.c",
    """        self->items = m_renew(byte, self->items, (self->len + self->free) * sz, (self->len + len) * sz);
        self->free = 0;
""",
    """        size_t num = self->len + len;
        self->items = port_grow(self->items, self->len, &num, sz);
        self->free = MIN(num - self->len - len, MOST_FREE);
""",
)
# The field has 24 bits.
edit("py/objarray.c", "static mp_obj_t array_append(mp_obj_t self_in, mp_obj_t arg);\n", "#define MOST_FREE ((1 << 24) - 1)\n\nstatic mp_obj_t array_append(mp_obj_t self_in, mp_obj_t arg);\n")

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
