"""Edits that keep a program inside its own objects: sizes and offsets that do not
wrap, and memory that stays as long as somebody looks at it."""

from edits import edit, replace

# Every MemoryError that no allocator asked the host for is a demand that the host
# hears of, so that its limit can answer for it. The exception has a mark, which no
# code of a program can set: the shell tells by it what ended a run (port/run.c).
edit(
    "py/runtime.c",
    "NORETURN void m_malloc_fail(size_t num_bytes) {\n",
    """NORETURN void m_malloc_fail(size_t num_bytes) {
    extern void host_memory_wanted(size_t size);
    extern NORETURN void port_raise_no_memory(mp_obj_t memory_error);
    host_memory_wanted(num_bytes);
""",
)
edit(
    "py/runtime.c",
    """        mp_raise_msg(&mp_type_MemoryError, MP_ERROR_TEXT("memory allocation failed, heap is locked"));
""",
    """        port_raise_no_memory(mp_obj_new_exception_msg(&mp_type_MemoryError, MP_ERROR_TEXT("memory allocation failed, heap is locked")));
""",
)
# The message wants memory too, and a size that saturated is no size.
edit(
    "py/runtime.c",
    """    mp_raise_msg_varg(&mp_type_MemoryError,
        MP_ERROR_TEXT("memory allocation failed, allocating %u bytes"), (uint)num_bytes);
""",
    """    if (num_bytes < 4096 || num_bytes > MP_SSIZE_MAX) {
        port_raise_no_memory(mp_obj_new_exception_msg(&mp_type_MemoryError, MP_ERROR_TEXT("memory allocation failed")));
    }
    port_raise_no_memory(mp_obj_new_exception_msg_varg(&mp_type_MemoryError,
        MP_ERROR_TEXT("memory allocation failed, allocating %u bytes"), (uint)num_bytes));
""",
)
edit(
    "py/objexcept.h",
    "    size_t traceback_alloc : (8 * sizeof(size_t) / 2);\n",
    "    size_t traceback_alloc : (8 * sizeof(size_t) / 2 - 1);\n    size_t out_of_memory : 1;\n",
)
edit(
    "py/objgenerator.c",
    "mp_const_GeneratorExit_obj = {{&mp_type_GeneratorExit}, 0, 0, NULL,",
    "mp_const_GeneratorExit_obj = {{&mp_type_GeneratorExit}, 0, 0, 0, NULL,",
)
# One that was marked is used again where there is no memory for another.
edit(
    "py/objexcept.c",
    "    o_exc->traceback_data = NULL;\n\n    mp_obj_tuple_t *o_tuple;\n",
    "    o_exc->traceback_data = NULL;\n    o_exc->out_of_memory = 0;\n\n    mp_obj_tuple_t *o_tuple;\n",
)

# Arrays that move. While C looks at the items of a list, an array or a table, it
# may call the program (__eq__, __lt__, __repr__), which may change the same object;
# and a memoryview looks at the bytes of a bytearray for as long as it lives. So
# what has moved is not freed: the collector does that once nothing looks at it.
edit(
    "py/misc.h",
    "#define m_new(type, num) ((type *)(m_malloc(m_product(sizeof(type), (num)))))\n",
    """#define m_new(type, num) ((type *)(m_malloc(m_product(sizeof(type), (num)))))

// m_renew and m_renew_maybe that leave the old array to the collector (port/port.c).
void *port_renew(void *old, size_t old_size, size_t size, bool must);
// An array with room for *num items or more, which *num then says (port/port.c).
void *port_grow(void *old, size_t old_num, size_t *num, size_t item_size);
#define m_renew_shared(type, ptr, old_num, new_num) ((type *)port_renew((ptr), sizeof(type) * (old_num), m_product(sizeof(type), (new_num)), true))
#define m_renew_shared_maybe(type, ptr, old_num, new_num) ((type *)port_renew((ptr), sizeof(type) * (old_num), m_product(sizeof(type), (new_num)), false))
""",
)
LIST = "py/objlist.c"
edit(
    LIST,
    "m_renew(mp_obj_t, self->items, self->alloc, self->len + len_adj);",
    "m_renew_shared(mp_obj_t, self->items, self->alloc, m_sum(self->len, len_adj));",
)
# a[1:2] = a: what is moved up must not be what is read.
edit(
    LIST,
    "            mp_obj_get_array(value, &value_len, &value_items);\n",
    """            if (value == self_in) {
                value = list_copy(value);
            }
            mp_obj_get_array(value, &value_len, &value_items);
""",
)
edit(LIST, "static mp_obj_t list_pop(size_t n_args, const mp_obj_t *args);\n", "static mp_obj_t list_pop(size_t n_args, const mp_obj_t *args);\nstatic mp_obj_t list_copy(mp_obj_t self_in);\n")
edit(
    LIST,
    """        self->items = m_renew(mp_obj_t, self->items, self->alloc, self->alloc / 2);
        self->alloc /= 2;
""",
    """        mp_obj_t *items = m_renew_shared_maybe(mp_obj_t, self->items, self->alloc, self->alloc / 2);
        if (items != NULL) {
            self->items = items;
            self->alloc /= 2;
        }
""",
)
edit(
    LIST,
    """    self->items = m_renew(mp_obj_t, self->items, self->alloc, LIST_MIN_ALLOC);
    self->alloc = LIST_MIN_ALLOC;
    mp_seq_clear(self->items, 0, self->alloc, sizeof(*self->items));
""",
    """    mp_obj_t *items = m_new_maybe(mp_obj_t, LIST_MIN_ALLOC);
    if (items != NULL) {
        self->items = items;
        self->alloc = LIST_MIN_ALLOC;
    }
    mp_seq_clear(self->items, 0, self->alloc, sizeof(*self->items));
""",
)
edit(LIST, "    mp_int_t index = MP_OBJ_SMALL_INT_VALUE(idx);\n", "    mp_int_t index;\n    if (!mp_obj_get_times_maybe(idx, &index)) {\n        mp_raise_TypeError(MP_ERROR_TEXT(\"an integer is required\"));\n    }\n")
# Where the list that is looked at became shorter there are no items any more.
edit(
    "py/sequence.c",
    "        // If current elements equal, can't decide anything - go on\n",
    """        if (items1[i] == MP_OBJ_NULL || items2[i] == MP_OBJ_NULL) {
            break;
        }
        // If current elements equal, can't decide anything - go on
""",
)
edit(
    "py/sequence.c",
    """    for (size_t i = start; i < stop; i++) {
        if (mp_obj_equal(items[i], value)) {
            // Common""",
    """    for (size_t i = start; i < stop && items[i] != MP_OBJ_NULL; i++) {
        if (mp_obj_equal(items[i], value)) {
            // Common""",
)
edit("py/sequence.c", "    for (size_t i = 0; i < len; i++) {\n        if (mp_obj_equal(items[i], value)) {\n            count++;", "    for (size_t i = 0; i < len && items[i] != MP_OBJ_NULL; i++) {\n        if (mp_obj_equal(items[i], value)) {\n            count++;")

# A heap whose items change it while they are compared.
edit(
    "extmod/modheapq.c",
    "static void heapq_heap_siftdown(",
    """static bool heapq_less(mp_obj_list_t *heap, mp_obj_t a, mp_obj_t b) {
    mp_obj_t *items = heap->items;
    size_t len = heap->len;
    bool less = mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, a, b));
    if (heap->len != len || heap->items != items) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("list changed size during iteration"));
    }
    return less;
}

static void heapq_heap_siftdown(""",
)
edit("extmod/modheapq.c", "        if (mp_binary_op(MP_BINARY_OP_LESS, item, parent) == mp_const_true) {\n", "        if (heapq_less(heap, item, parent)) {\n")
edit(
    "extmod/modheapq.c",
    "mp_binary_op(MP_BINARY_OP_LESS, heap->items[child_pos], heap->items[child_pos + 1]) == mp_const_false) {",
    "!heapq_less(heap, heap->items[child_pos], heap->items[child_pos + 1])) {",
)
edit("extmod/modheapq.c", "    for (mp_uint_t i = heap->len / 2; i > 0;) {\n        heapq_heap_siftup(heap, --i);", "    for (mp_uint_t i = heap->len / 2; i > 0;) {\n        if (--i >= heap->len) {\n            continue;\n        }\n        heapq_heap_siftup(heap, i);")

# bytearray, array and memoryview.
ARRAY = "py/objarray.c"
edit(
    ARRAY,
    "                        o->items = m_renew(byte, o->items, (o->len + o->free) * item_sz, (o->len + len_adj) * item_sz);\n",
    "                        o->items = m_renew_shared(byte, o->items, (o->len + o->free) * item_sz, (o->len + len_adj) * item_sz);\n",
)
edit(
    ARRAY,
    "                if (slice.start > memview_offset_max) {\n",
    "                if (slice.start + o->memview_offset > memview_offset_max) {\n",
)
# Arrays of objects and of pointers: a program could make them of any bytes.
edit("py/binary.c", "                case 'P':\n                case 'O':\n                case 'S':\n                    size = sizeof(void *);", "                case 'P':\n                    size = sizeof(void *);")
edit("py/binary.c", "                case 'P':\n                case 'O':\n                case 'S':\n                    align = alignof(void *);", "                case 'P':\n                    align = alignof(void *);")

# struct: offsets past the end of the buffer, which wrapped, and formats that
# have more or fewer values than there are.
STRUCT = "py/modstruct.c"
edit(
    STRUCT,
    """    if (p + total_sz > end_p) {
        mp_raise_ValueError(""",
    """    if (p > end_p || total_sz > (size_t)(end_p - p)) {
        mp_raise_ValueError(""",
)
edit(
    STRUCT,
    "            offset = bufinfo.len + offset;\n            if (offset < 0) {\n                mp_raise_ValueError(MP_ERROR_TEXT(\"buffer too small\"));\n            }\n        }\n        p += offset;\n",
    "            offset = bufinfo.len + offset;\n        }\n        if (offset < 0 || (size_t)offset > bufinfo.len) {\n            mp_raise_ValueError(MP_ERROR_TEXT(\"buffer too small\"));\n        }\n        p += offset;\n",
)
edit(
    STRUCT,
    """        offset = (mp_int_t)bufinfo.len + offset;
        if (offset < 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("buffer too small"));
        }
    }
""",
    """        offset = (mp_int_t)bufinfo.len + offset;
    }
    if (offset < 0 || (size_t)offset > bufinfo.len) {
        mp_raise_ValueError(MP_ERROR_TEXT("buffer too small"));
    }
""",
)
edit(STRUCT, "    if (p + sz > end_p) {\n", "    if (sz > end_p - p) {\n")
edit(
    STRUCT,
    "    byte *p_base = p;\n    size_t i;\n",
    """    size_t total_sz;
    size_t wanted = calc_size_items(mp_obj_str_get_str(fmt_in), &total_sz);
    if (wanted != n_args) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("pack expected %u items for packing (got %u)"), (uint)wanted, (uint)n_args);
    }
    byte *p_base = p;
    size_t i;
""",
)

# random: bounds of which only the difference was too large.
RANDOM = "extmod/modrandom.c"
edit(RANDOM, "                n = (stop - start + step - 1) / step;\n", "                n = ((long long)stop - start + step - 1) / step;\n")
edit(RANDOM, "                n = (stop - start + step + 1) / step;\n", "                n = ((long long)stop - start + step + 1) / step;\n")

# A constant that may not fit into memory is worked out where the program does, which
# can catch what that raises: not while the text is parsed.
for after in [
    """            if (op == MP_BINARY_OP_POWER && mp_obj_int_sign(arg1) < 0) {
                // ** can't have negative rhs
                return false;
            }
""",
    """                // << and >> can't have negative rhs
                if (rhs_sign < 0) {
                    return false;
                }
""",
]:
    condition = "op == MP_BINARY_OP_POWER && " if "POWER" in after else ""
    edit(
        "py/parse.c",
        after,
        after + f"""            if ({condition}(!mp_obj_is_small_int(arg1) || MP_OBJ_SMALL_INT_VALUE(arg1) > 1000)) {{
                return false;
            }}
""",
    )
