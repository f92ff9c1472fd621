"""Edits that keep the time of a look-up in a dict or a set from growing with it."""

from edits import edit

# A dict finds a string by its hash, of which there were 65,536: the values of
# more strings than that collided.
edit(
    "py/qstr.h",
    "#elif MICROPY_QSTR_BYTES_IN_HASH == 2\n",
    "#elif MICROPY_QSTR_BYTES_IN_HASH == 4\ntypedef uint32_t qstr_hash_t;\n#elif MICROPY_QSTR_BYTES_IN_HASH == 2\n",
)
edit("py/qstr.c", "    hash &= Q_HASH_MASK;\n", "")

# What a dict goes by fits a small integer, whoever asks for it. The hashes of
# strings that are alike are neighbours, and make long rows of places in use: past
# the smallest tables, all but small values are spread. Small tables and small
# values keep the order that they had, which often is that of insertion.
edit(
    "py/qstr.h",
    "typedef size_t qstr;\n",
    """typedef size_t qstr;

#define QSTR_DICT_HASH(hash) ((hash) & 0x3fffffff)

static inline mp_uint_t qstr_spread_hash(mp_uint_t hash) {
    return (hash * 0x9e3779b1u) >> 2;
}
""",
)
edit(
    "py/map.c",
    "        hash = qstr_hash(MP_OBJ_QSTR_VALUE(index));\n",
    "        hash = QSTR_DICT_HASH(qstr_hash(MP_OBJ_QSTR_VALUE(index)));\n",
)
edit("py/runtime.c", "        return MP_OBJ_NEW_SMALL_INT(h);\n", "        return MP_OBJ_NEW_SMALL_INT(QSTR_DICT_HASH(h));\n")
edit("py/map.c", "hash % map->alloc;", "table_place(hash, map->alloc);", times=2)
edit("py/map.c", "hash % set->alloc;", "table_place(hash, set->alloc);", times=2)

# That of a tuple was the sum of its items': one for all of (1, 3), (2, 2), (3, 1).
edit(
    "py/objtuple.c",
    "                hash += MP_OBJ_SMALL_INT_VALUE(mp_unary_op(MP_UNARY_OP_HASH, self->items[i]));\n            }\n",
    """                mp_uint_t item = MP_OBJ_SMALL_INT_VALUE(mp_unary_op(MP_UNARY_OP_HASH, self->items[i]));
                hash = ((mp_uint_t)hash ^ item) * 0x01000193u + ((mp_uint_t)hash >> 15);
            }
""",
)

# Tables grew when they were full to the last place, by when a key that is not
# there is looked for in all of it. Those past the smallest grow at two thirds.
# Places of keys that were deleted are passed in a search like those in use; where
# a search for a place passes many, the table is made anew without them.
edit(
    "py/map.c",
    """/******************************************************************************/
/* map                                                                        */
""",
    """#define SMALL_TABLE (17)
#define MANY_DELETED (32)

static inline size_t table_place(mp_uint_t hash, size_t alloc) {
    if (alloc <= SMALL_TABLE) {
        hash &= 0xffff;
    } else if (hash >= 1 << 24) {
        hash = qstr_spread_hash(hash);
    }
    return hash % alloc;
}

// The size of a table for one more than these many entries, after that of alloc.
static size_t table_alloc(size_t alloc, size_t used) {
    if (alloc > SMALL_TABLE && (used + 1) * 3 <= alloc * 2) {
        return alloc;
    }
    do {
        alloc = get_hash_alloc_greater_or_equal_to(alloc + 1);
    } while (alloc > SMALL_TABLE && (used + 1) * 3 > alloc * 2);
    return alloc;
}

static inline bool table_is_worn(size_t alloc, size_t used, size_t deleted) {
    return alloc > SMALL_TABLE && ((used + 1) * 3 > alloc * 2 || deleted > MANY_DELETED);
}

/******************************************************************************/
/* map                                                                        */
""",
)
edit(
    "py/map.c",
    "    size_t new_alloc = get_hash_alloc_greater_or_equal_to(map->alloc + 1);\n",
    "    size_t new_alloc = table_alloc(map->alloc, map->used);\n",
)
edit(
    "py/map.c",
    "    mp_map_elem_t *avail_slot = NULL;\n    for (;;) {\n",
    "    mp_map_elem_t *avail_slot = NULL;\n    size_t deleted = 0;\n    for (;;) {\n",
)
edit(
    "py/map.c",
    """            if (lookup_kind == MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
                map->used += 1;
                if (avail_slot == NULL) {
""",
    """            if (lookup_kind == MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
                if (table_is_worn(map->alloc, map->used, deleted)) {
                    mp_map_rehash(map);
                    start_pos = pos = table_place(hash, map->alloc);
                    avail_slot = NULL;
                    deleted = 0;
                    continue;
                }
                map->used += 1;
                if (avail_slot == NULL) {
""",
)
edit(
    "py/map.c",
    """        } else if (slot->key == MP_OBJ_SENTINEL) {
            // found deleted slot, remember for later
""",
    """        } else if (slot->key == MP_OBJ_SENTINEL) {
            deleted++;
            // found deleted slot, remember for later
""",
)
edit(
    "py/map.c",
    """                if (avail_slot != NULL) {
                    // there was an available slot, so use that
                    map->used++;
""",
    """                if (avail_slot != NULL && !table_is_worn(map->alloc, map->used, deleted)) {
                    // there was an available slot, so use that
                    map->used++;
""",
)
edit(
    "py/map.c",
    """                    mp_map_rehash(map);
                    // restart the search for the new element
""",
    """                    mp_map_rehash(map);
                    avail_slot = NULL;
                    deleted = 0;
                    // restart the search for the new element
""",
)
edit("py/map.c", "    size_t new_alloc = get_hash_alloc_greater_or_equal_to(set->alloc + 1);\n", "    size_t new_alloc = table_alloc(set->alloc, set->used);\n")
edit(
    "py/map.c",
    "    mp_obj_t *avail_slot = NULL;\n    for (;;) {\n",
    "    mp_obj_t *avail_slot = NULL;\n    size_t deleted = 0;\n    for (;;) {\n",
)
edit(
    "py/map.c",
    """            if (lookup_kind & MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
                if (avail_slot == NULL) {
                    avail_slot = &set->table[pos];
""",
    """            if (lookup_kind & MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
                if (table_is_worn(set->alloc, set->used, deleted)) {
                    mp_set_rehash(set);
                    start_pos = pos = table_place(hash, set->alloc);
                    avail_slot = NULL;
                    deleted = 0;
                    continue;
                }
                if (avail_slot == NULL) {
                    avail_slot = &set->table[pos];
""",
)
edit(
    "py/map.c",
    """        } else if (elem == MP_OBJ_SENTINEL) {
            // found deleted slot, remember for later
""",
    """        } else if (elem == MP_OBJ_SENTINEL) {
            deleted++;
            // found deleted slot, remember for later
""",
)
edit(
    "py/map.c",
    """                if (avail_slot != NULL) {
                    // there was an available slot, so use that
                    set->used++;
""",
    """                if (avail_slot != NULL && !table_is_worn(set->alloc, set->used, deleted)) {
                    // there was an available slot, so use that
                    set->used++;
""",
)
edit(
    "py/map.c",
    """                    mp_set_rehash(set);
                    // restart the search for the new element
""",
    """                    mp_set_rehash(set);
                    avail_slot = NULL;
                    deleted = 0;
                    // restart the search for the new element
""",
)

# What a float has past the point, and what an integer has past its lowest 32 bits,
# was lost. A float of an integer's value keeps the hash of the integer.
edit(
    "py/objfloat.c",
    """mp_int_t mp_float_hash(mp_float_t src) {
    mp_float_union_t u = {.f = src};
    mp_int_t val;
""",
    """mp_int_t mp_float_hash(mp_float_t src) {
    mp_float_union_t u = {.f = src};
    mp_int_t val;
    if (src != MICROPY_FLOAT_C_FUN(floor)(src)) {
        return qstr_spread_hash((mp_uint_t)u.i ^ (mp_uint_t)(u.i >> 32) * 33);
    }
""",
)
edit(
    "py/mpz.c",
    "        val = (val << DIG_SIZE) | *d;\n    }\n\n    if (z->neg != 0) {\n        val = -val;",
    """        val = z->len * DIG_SIZE > 32 ? (val ^ *d) * 0x01000193u : (val << DIG_SIZE) | *d;
    }

    if (z->neg != 0) {
        val = -val;""",
)
