// list.sort: a merge sort, stable, in n log n comparisons and in n for what is
// sorted already.
//
// The list is empty while its items are compared, since a comparison may be the
// program's own and look at it or change it. Items keep their places until all is
// done, so that after an exception the list is as it was.

#include <string.h>

#include "py/nlr.h"
#include "py/objlist.h"
#include "py/runtime.h"

typedef struct {
    nlr_jump_callback_node_t callback;
    mp_obj_list_t *list;
    mp_obj_t *items;
    size_t len, alloc;
} sorting_t;

// Runs of so many items are sorted by insertion.
#define RUN (8)

#define EMPTY_ALLOC (4)

static void give_back(void *self) {
    sorting_t *sorting = (sorting_t *)((char *)self - offsetof(sorting_t, callback));
    sorting->list->items = sorting->items;
    sorting->list->len = sorting->len;
    sorting->list->alloc = sorting->alloc;
}

static bool less(mp_obj_t a, mp_obj_t b) {
    if (mp_obj_is_small_int(a) && mp_obj_is_small_int(b)) {
        return MP_OBJ_SMALL_INT_VALUE(a) < MP_OBJ_SMALL_INT_VALUE(b);
    }
    return mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, a, b));
}

// Whether the second of two, in the order that they had, belongs before the first.
static inline bool swapped(const mp_obj_t *keys, uint32_t first, uint32_t second, bool reverse) {
    return reverse ? less(keys[first], keys[second]) : less(keys[second], keys[first]);
}

// The places of the keys in order, which are in one half of a buffer of twice as many.
static uint32_t *sorted_places(const mp_obj_t *keys, uint32_t *from, size_t len, bool reverse) {
    uint32_t *to = from + len;
    for (size_t start = 0; start < len; start += RUN) {
        size_t end = MIN(start + RUN, len);
        for (size_t i = start; i < end; i++) {
            size_t at = i;
            while (at > start && swapped(keys, from[at - 1], i, reverse)) {
                from[at] = from[at - 1];
                at--;
            }
            from[at] = i;
        }
    }
    for (size_t width = RUN; width < len; width *= 2) {
        for (size_t start = 0; start < len; start += 2 * width) {
            size_t middle = MIN(start + width, len);
            size_t end = MIN(middle + width, len);
            size_t left = start, right = middle, out = start;
            if (right < end && swapped(keys, from[middle - 1], from[middle], reverse)) {
                while (left < middle && right < end) {
                    to[out++] = swapped(keys, from[left], from[right], reverse) ? from[right++] : from[left++];
                }
            }
            memcpy(to + out, from + left, (middle - left) * sizeof(*to));
            out += middle - left;
            memcpy(to + out, from + right, (end - right) * sizeof(*to));
        }
        uint32_t *last = from;
        from = to;
        to = last;
    }
    return from;
}

mp_obj_t mp_obj_list_sort(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_key, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_reverse, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
    };
    mp_arg_val_t args[2];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t key = args[0].u_obj;
    bool reverse = args[1].u_bool;
    mp_obj_list_t *list = MP_OBJ_TO_PTR(pos_args[0]);

    mp_obj_t *empty = m_new0(mp_obj_t, EMPTY_ALLOC);
    sorting_t sorting = { .list = list, .items = list->items, .len = list->len, .alloc = list->alloc };
    mp_obj_t *items = sorting.items;
    size_t len = sorting.len;
    uint32_t *buffer = len < 2 ? NULL : m_new(uint32_t, m_product(2, len));
    list->items = empty;
    list->len = 0;
    list->alloc = EMPTY_ALLOC;
    nlr_push_jump_callback(&sorting.callback, give_back);

    mp_obj_t *keys = items;
    if (key != mp_const_none) {
        keys = m_new0(mp_obj_t, len);
        for (size_t i = 0; i < len; i++) {
            keys[i] = mp_call_function_1(key, items[i]);
        }
    }
    if (len >= 2) {
        uint32_t *places = sorted_places(keys, buffer, len, reverse);
        // In order, over the half of the buffer that is free, and back.
        mp_obj_t *ordered = (mp_obj_t *)(places == buffer ? buffer + len : buffer);
        MP_STATIC_ASSERT(sizeof(mp_obj_t) == sizeof(uint32_t));
        for (size_t i = 0; i < len; i++) {
            ordered[i] = items[places[i]];
        }
        memcpy(items, ordered, len * sizeof(mp_obj_t));
        m_del(uint32_t, buffer, 2 * len);
    }
    if (keys != items) {
        m_del(mp_obj_t, keys, len);
    }
    bool changed = list->items != empty || list->len != 0;
    nlr_pop_jump_callback(true);
    if (changed) {
        mp_raise_ValueError(MP_ERROR_TEXT("list modified during sort"));
    }
    return mp_const_none;
}
