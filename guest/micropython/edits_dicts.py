"""Edits about dicts and sets beside port/map.c, which stands in place of py/map.c:
hashes, and what knew how a dict was laid out."""

from edits import edit, replace

# A dict finds a string by its hash, of which there were 65,536: the values of
# more strings than that collided.
edit(
    "py/qstr.h",
    "#elif MICROPY_QSTR_BYTES_IN_HASH == 2\n",
    "#elif MICROPY_QSTR_BYTES_IN_HASH == 4\ntypedef uint32_t qstr_hash_t;\n#elif MICROPY_QSTR_BYTES_IN_HASH == 2\n",
)
edit("py/qstr.c", "    hash &= Q_HASH_MASK;\n", "")

# What a dict goes by fits a small integer, whoever asks for it.
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
edit("py/runtime.c", "        return MP_OBJ_NEW_SMALL_INT(h);\n", "        return MP_OBJ_NEW_SMALL_INT(QSTR_DICT_HASH(h));\n")

# That of a tuple was the sum of its items': one for all of (1, 3), (2, 2), (3, 1).
edit(
    "py/objtuple.c",
    "                hash += MP_OBJ_SMALL_INT_VALUE(mp_unary_op(MP_UNARY_OP_HASH, self->items[i]));\n            }\n",
    """                mp_uint_t item = MP_OBJ_SMALL_INT_VALUE(mp_unary_op(MP_UNARY_OP_HASH, self->items[i]));
                hash = ((mp_uint_t)hash ^ item) * 0x01000193u + ((mp_uint_t)hash >> 15);
            }
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

# The order of insertion: every dict has it, so that OrderedDict needs no table that
# is searched from its start; popitem() gives what was added last.
edit("py/objdict.c", "    if (type == &mp_type_ordereddict) {\n        dict->map.is_ordered = 1;\n    }\n", "")
edit("py/objnamedtuple.c", "    dictObj->map.is_ordered = 1;\n", "")
replace(
    "py/objdict.c",
    "    mp_obj_t other_out = mp_obj_new_dict(self->map.alloc);\n",
    "    return other_out;\n",
    """    extern void port_map_copy(mp_map_t *copy, const mp_map_t *map);
    mp_obj_t other_out = mp_obj_new_dict(0);
    mp_obj_dict_t *other = MP_OBJ_TO_PTR(other_out);
    other->base.type = self->base.type;
    port_map_copy(&other->map, &self->map);
""",
)
replace(
    "py/objdict.c",
    "    size_t cur = 0;\n    #if MICROPY_PY_COLLECTIONS_ORDEREDDICT\n    if (self->map.is_ordered) {\n",
    "    assert(next);\n    self->map.used--;",
    """    extern mp_map_elem_t *port_map_last(mp_map_t *map);
    mp_map_elem_t *next = port_map_last(&self->map);
""",
)
# A set that is replaced may be one that is searched.
edit("py/objset.c", "        m_del(mp_obj_t, self->set.table, self->set.alloc);\n", "")
# len() of keys(), values() and items().
