// Dicts and sets, in place of py/map.c. A dict keeps the order of insertion: its
// table holds the entries in that order, with holes where some were deleted. A
// dict of more than a few entries has an index behind its table, which tells for
// each hash where the entry is.
//
// A comparison or a hash may be the program's own and change the very dict or
// set that is searched. So nothing read before one is used after it, unless the
// table is still the same. Old tables are left to the collector, since an
// iteration in C may still look at one.

#include <assert.h>
#include <string.h>

#include "py/runtime.h"

// A cache of places in tables: what a name stands at in one table it often stands
// at in the one that is asked next. py/vm.c asks it too (edits_vm.py).
#define CACHED_PLACE(index) (MP_STATE_VM(map_lookup_cache)[((uintptr_t)(index) >> 3) % MICROPY_OPT_MAP_LOOKUP_CACHE_SIZE])

/******************************************************************************/
/* dicts                                                                      */

// So many entries need no index, where the keys are small integers and strings:
// the flag is_ordered says that there is none. Every fixed table is like that.
#define LINEAR (8)

// The index of a table. A slot holds the place of an entry plus one, in its low
// bits, and the high bits of the hash; zero where there is no entry. Slots are
// taken until the table is made anew, so that at least a third of them is free.
typedef struct {
    uint32_t filled; // so many entries were added, those deleted among them
    uint32_t last;   // no entry lies at this place or after it
    uint32_t mask;
    uint32_t slots[];
} map_index_t;

static map_index_t *index_of(const mp_map_t *map) {
    return (map_index_t *)(map->table + map->alloc);
}

static size_t slots_for(size_t entries) {
    size_t slots = 8;
    while (slots - slots / 3 < entries) {
        slots = m_product(slots, 2);
    }
    return slots;
}

static bool is_simple(mp_obj_t key) {
    return mp_obj_is_qstr(key) || mp_obj_is_small_int(key) || mp_obj_is_exact_type(key, &mp_type_str);
}

static uint32_t spread(mp_uint_t hash) {
    hash *= 0x9e3779b1u;
    return hash ^ hash >> 15;
}

static mp_uint_t hash_of(mp_obj_t key) {
    if (mp_obj_is_qstr(key)) {
        return QSTR_DICT_HASH(qstr_hash(MP_OBJ_QSTR_VALUE(key)));
    }
    return MP_OBJ_SMALL_INT_VALUE(mp_unary_op(MP_UNARY_OP_HASH, key));
}

static void set_table(mp_map_t *map, mp_map_elem_t *table, size_t alloc, bool linear) {
    map->table = table;
    map->alloc = alloc;
    map->is_ordered = linear;
}

static mp_map_elem_t *new_indexed_table(size_t slots) {
    size_t entries = slots - slots / 3;
    size_t size = m_sum(m_product(sizeof(mp_map_elem_t), entries), m_sum(sizeof(map_index_t), m_product(sizeof(uint32_t), slots)));
    mp_map_elem_t *table = m_malloc0(size);
    ((map_index_t *)(table + entries))->mask = slots - 1;
    return table;
}

void mp_map_init(mp_map_t *map, size_t n) {
    if (n == 0) {
        set_table(map, NULL, 0, true);
    } else if (n <= LINEAR) {
        set_table(map, m_new0(mp_map_elem_t, n), n, true);
    } else {
        size_t slots = slots_for(n);
        set_table(map, new_indexed_table(slots), slots - slots / 3, false);
    }
    map->used = 0;
    map->all_keys_are_qstrs = 1;
    map->is_fixed = 0;
}

void mp_map_init_fixed_table(mp_map_t *map, size_t n, const mp_obj_t *table) {
    map->alloc = n;
    map->used = n;
    map->all_keys_are_qstrs = 1;
    map->is_fixed = 1;
    map->is_ordered = 1;
    map->table = (mp_map_elem_t *)table;
}

void mp_map_deinit(mp_map_t *map) {
    if (!map->is_fixed) {
        m_del(mp_map_elem_t, map->table, map->alloc);
    }
    map->used = map->alloc = 0;
}

void mp_map_clear(mp_map_t *map) {
    mp_map_init(map, 0);
}

static void add_to_index(map_index_t *index, uint32_t hash, size_t place) {
    uint32_t mask = index->mask;
    uint32_t slot = hash & mask;
    while (index->slots[slot] != 0) {
        slot = (slot + 1) & mask;
    }
    index->slots[slot] = (hash & ~mask) | (place + 1);
}

// Makes the table anew, without holes and with room for this key.
static void rebuild(mp_map_t *map, mp_obj_t key) {
    mp_map_elem_t *old = map->table;
    size_t alloc = map->alloc, used = map->used, place = 0;
    if (map->is_ordered && used < LINEAR && is_simple(key)) {
        size_t new_alloc = used < LINEAR / 2 ? LINEAR / 2 : LINEAR;
        mp_map_elem_t *table = m_new0(mp_map_elem_t, new_alloc);
        for (size_t i = 0; i < alloc; i++) {
            if (mp_map_slot_is_filled(map, i)) {
                table[place++] = old[i];
            }
        }
        set_table(map, table, new_alloc, true);
        return;
    }
    size_t slots = slots_for(m_sum(used, used / 2 + 1));
    mp_map_elem_t *table = new_indexed_table(slots);
    map_index_t *index = (map_index_t *)(table + (slots - slots / 3));
    for (size_t i = 0; i < alloc && place < used; i++) {
        mp_map_elem_t entry = old[i];
        if (entry.key != MP_OBJ_NULL && entry.key != MP_OBJ_SENTINEL) {
            uint32_t hash = spread(hash_of(entry.key));
            if (map->table != old || map->alloc != alloc || map->used != used) {
                mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("dictionary changed size while its keys were hashed"));
            }
            add_to_index(index, hash, place);
            table[place++] = entry;
        }
    }
    index->filled = index->last = place;
    set_table(map, table, slots - slots / 3, false);
}

static mp_map_elem_t *add_entry(mp_map_t *map, mp_obj_t key, size_t place) {
    map->used++;
    if (!mp_obj_is_qstr(key)) {
        map->all_keys_are_qstrs = 0;
    }
    mp_map_elem_t *entry = &map->table[place];
    entry->key = key;
    entry->value = MP_OBJ_NULL;
    return entry;
}

static mp_map_elem_t *found_entry(mp_map_t *map, mp_obj_t key, size_t place, mp_map_lookup_kind_t kind) {
    mp_map_elem_t *entry = &map->table[place];
    if (kind == MP_MAP_LOOKUP_REMOVE_IF_FOUND) {
        map->used--;
        bool end = map->is_ordered && (place + 1 == map->alloc || entry[1].key == MP_OBJ_NULL);
        // The value stays for the caller.
        entry->key = end ? MP_OBJ_NULL : MP_OBJ_SENTINEL;
    } else {
        CACHED_PLACE(key) = place & 0xff;
    }
    return entry;
}

// MP_MAP_LOOKUP: the entry, NULL where there is none.
// MP_MAP_LOOKUP_ADD_IF_NOT_FOUND: the entry; one that was added has no value.
// MP_MAP_LOOKUP_REMOVE_IF_FOUND: the entry that was removed, with its value.
mp_map_elem_t *mp_map_lookup(mp_map_t *map, mp_obj_t key, mp_map_lookup_kind_t kind) {
    if (kind != MP_MAP_LOOKUP_REMOVE_IF_FOUND) {
        size_t place = CACHED_PLACE(key);
        if (place < map->alloc && map->table[place].key == key) {
            return &map->table[place];
        }
    }
    bool simple = is_simple(key);
    // A name among names, and an integer among integers and strings, is equal to
    // itself alone.
    bool same_only = mp_obj_is_small_int(key) || (map->all_keys_are_qstrs && mp_obj_is_qstr(key));
    mp_uint_t hash = 0;
    if (!simple || !map->is_ordered) {
        hash = hash_of(key);
    }

again:;
    mp_map_elem_t *table = map->table;
    size_t alloc = map->alloc;
    if (map->is_ordered) {
        size_t end = map->is_fixed ? map->used : alloc;
        size_t place = 0;
        for (; place < end && table[place].key != MP_OBJ_NULL; place++) {
            mp_obj_t known = table[place].key;
            if (known == key) {
                return found_entry(map, key, place, kind);
            }
            if (same_only || known == MP_OBJ_SENTINEL || (simple ? !mp_obj_is_str(known) : hash_of(known) != hash)) {
                continue;
            }
            bool equal = mp_obj_equal(known, key);
            if (map->table != table || map->alloc != alloc || table[place].key != known) {
                goto again;
            }
            if (equal) {
                return found_entry(map, key, place, kind);
            }
        }
        if (kind != MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
            return NULL;
        }
        if (map->is_fixed) {
            mp_raise_TypeError(MP_ERROR_TEXT("this dict cannot be changed"));
        }
        if (simple && place < alloc) {
            return add_entry(map, key, place);
        }
        rebuild(map, key);
        if (simple && !map->is_ordered) {
            hash = hash_of(key);
        }
        goto again;
    }

    bool exact = mp_obj_is_small_int(key) ? false : same_only;
    uint32_t wanted = spread(hash);
    map_index_t *index = index_of(map);
    uint32_t mask = index->mask;
    uint32_t slot = wanted & mask;
    for (; index->slots[slot] != 0; slot = (slot + 1) & mask) {
        if (((index->slots[slot] ^ wanted) & ~mask) != 0) {
            continue;
        }
        size_t place = (index->slots[slot] & mask) - 1;
        mp_obj_t known = table[place].key;
        if (known == key) {
            return found_entry(map, key, place, kind);
        }
        if (exact || known == MP_OBJ_SENTINEL) {
            continue;
        }
        bool equal = mp_obj_equal(known, key);
        if (map->table != table || map->alloc != alloc || table[place].key != known) {
            goto again;
        }
        if (equal) {
            return found_entry(map, key, place, kind);
        }
    }
    if (kind != MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
        return NULL;
    }
    if (index->filled == alloc) {
        rebuild(map, key);
        goto again;
    }
    size_t place = index->filled++;
    index->last = index->filled;
    index->slots[slot] = (wanted & ~mask) | (place + 1);
    return add_entry(map, key, place);
}

// The entry that was added last, of a dict that has any.
mp_map_elem_t *port_map_last(mp_map_t *map) {
    size_t place = map->is_ordered ? map->alloc : index_of(map)->last;
    while (!mp_map_slot_is_filled(map, place - 1)) {
        place--;
    }
    if (!map->is_ordered) {
        index_of(map)->last = place;
    }
    return &map->table[place - 1];
}

// A copy that can be changed.
void port_map_copy(mp_map_t *copy, const mp_map_t *map) {
    if (map->is_fixed || map->alloc == 0) {
        mp_map_init(copy, map->used);
        for (size_t i = 0; i < map->alloc; i++) {
            if (mp_map_slot_is_filled(map, i)) {
                mp_map_lookup(copy, map->table[i].key, MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = map->table[i].value;
            }
        }
        return;
    }
    size_t size = sizeof(mp_map_elem_t) * map->alloc;
    if (!map->is_ordered) {
        size += sizeof(map_index_t) + sizeof(uint32_t) * (index_of(map)->mask + 1);
    }
    mp_map_elem_t *table = m_malloc(size);
    memcpy(table, map->table, size);
    *copy = *map;
    copy->table = table;
}

/******************************************************************************/
/* sets                                                                       */

// An open table, which grows at two thirds past the smallest. Places of items that
// were removed are passed in a search like those in use; where a search for a place
// passes many, the table is made anew without them.
#define SMALL_SET (17)
#define MANY_REMOVED (32)

static size_t set_size(size_t alloc, size_t used) {
    if (alloc > SMALL_SET && (used + 1) * 3 <= alloc * 2) {
        return alloc;
    }
    do {
        alloc = alloc < 4 ? 4 : m_sum(alloc, alloc / 2 + 1) | 1;
    } while (alloc > SMALL_SET && (used + 1) * 3 > alloc * 2);
    return alloc;
}

static size_t set_place(mp_uint_t hash, size_t alloc) {
    if (alloc <= SMALL_SET) {
        hash &= 0xffff;
    } else if (hash >= 1 << 24) {
        hash = qstr_spread_hash(hash);
    }
    return hash % alloc;
}

void mp_set_init(mp_set_t *set, size_t n) {
    set->alloc = n;
    set->used = 0;
    set->table = m_new0(mp_obj_t, set->alloc);
}

static void set_rebuild(mp_set_t *set) {
    mp_obj_t *old = set->table;
    size_t old_alloc = set->alloc, used = set->used;
    size_t alloc = set_size(old_alloc, used);
    mp_obj_t *table = m_new0(mp_obj_t, alloc);
    size_t left = used;
    for (size_t i = 0; i < old_alloc && left > 0; i++) {
        mp_obj_t item = old[i];
        if (item == MP_OBJ_NULL || item == MP_OBJ_SENTINEL) {
            continue;
        }
        size_t place = set_place(hash_of(item), alloc);
        if (set->table != old || set->alloc != old_alloc || set->used != used) {
            mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("set changed size while its items were hashed"));
        }
        while (table[place] != MP_OBJ_NULL) {
            place = (place + 1) % alloc;
        }
        table[place] = item;
        left--;
    }
    set->table = table;
    set->alloc = alloc;
}

// The kind may be to add and to remove at once.
mp_obj_t mp_set_lookup(mp_set_t *set, mp_obj_t item, mp_map_lookup_kind_t kind) {
    mp_uint_t hash = hash_of(item);
    bool simple = is_simple(item);
again:;
    if (set->alloc == 0) {
        if (!(kind & MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)) {
            return MP_OBJ_NULL;
        }
        set_rebuild(set);
    }
    mp_obj_t *table = set->table;
    size_t alloc = set->alloc;
    size_t place = set_place(hash, alloc);
    size_t removed = 0, available = alloc;
    size_t steps = 0;
    for (; steps < alloc && table[place] != MP_OBJ_NULL; steps++, place = (place + 1) % alloc) {
        mp_obj_t known = table[place];
        if (known == MP_OBJ_SENTINEL) {
            removed++;
            if (available == alloc) {
                available = place;
            }
            continue;
        }
        // Hashes first: what is equal has the same, and the program's own comparison
        // is not asked of what it does not know.
        bool equal = (simple && is_simple(known)) || hash_of(known) == hash;
        equal = equal && mp_obj_equal(known, item);
        if (set->table != table || set->alloc != alloc || table[place] != known) {
            goto again;
        }
        if (equal) {
            if (kind & MP_MAP_LOOKUP_REMOVE_IF_FOUND) {
                set->used--;
                table[place] = table[(place + 1) % alloc] == MP_OBJ_NULL ? MP_OBJ_NULL : MP_OBJ_SENTINEL;
            }
            return known;
        }
    }
    if (!(kind & MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)) {
        return MP_OBJ_NULL;
    }
    bool worn = alloc > SMALL_SET && ((set->used + 1) * 3 > alloc * 2 || removed > MANY_REMOVED);
    if (worn || (available == alloc && steps == alloc)) {
        set_rebuild(set);
        goto again;
    }
    set->used++;
    table[available == alloc ? place : available] = item;
    return item;
}

mp_obj_t mp_set_remove_first(mp_set_t *set) {
    for (size_t place = 0; place < set->alloc; place++) {
        if (mp_set_slot_is_filled(set, place)) {
            mp_obj_t item = set->table[place];
            set->used--;
            set->table[place] = set->table[(place + 1) % set->alloc] == MP_OBJ_NULL ? MP_OBJ_NULL : MP_OBJ_SENTINEL;
            return item;
        }
    }
    return MP_OBJ_NULL;
}

void mp_set_clear(mp_set_t *set) {
    set->alloc = 0;
    set->used = 0;
    set->table = NULL;
}
