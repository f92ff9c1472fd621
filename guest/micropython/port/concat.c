// Long text and bytes that grow by +. No string ever changes, so one may begin with
// another's bytes in the same memory: where s ends at the end of what is used of its
// memory, `s += x` writes x behind it and makes a new string over both. A loop that
// appends then copies what it has now and again, and not at each step.
//
// A shorter string of the two has no zero byte at its end any more.

#include <string.h>

#include "py/gc.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "port.h"

// Memory that a concatenation has filled to a place, and how much of it there is. The
// table keeps nothing alive: after a collection it forgets what that has freed.
typedef struct {
    byte *data;
    size_t used;
    size_t size;
} grown_t;

static grown_t grown[8];
static size_t next_grown;

void port_forget_grown(void) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(grown); i++) {
        if (grown[i].data != NULL && !port_is_used(grown[i].data)) {
            grown[i].data = NULL;
        }
    }
}

static grown_t *find_grown(const byte *data, size_t used) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(grown); i++) {
        if (grown[i].data == data && grown[i].used == used) {
            return &grown[i];
        }
    }
    return NULL;
}

// Makes room for least bytes where the memory is, and for more if there is more.
static bool grow_in_place(grown_t *memory, size_t least) {
    size_t size = gc_grow(memory->data, least, m_sum(least, least / 2));
    if (size == 0) {
        return false;
    }
    memory->size = size;
    return true;
}

#define LARGE_TEXT (1 << 20)

mp_obj_t port_concat(const mp_obj_type_t *type, const byte *left, size_t left_len, const byte *right, size_t right_len) {
    size_t len = m_sum(left_len, right_len);
    size_t size = m_sum(len, 1);
    grown_t *memory = find_grown(left, left_len);
    if (memory != NULL && memory->size >= LARGE_TEXT && size <= memory->size
        && memory->size - size <= right_len && MP_STATE_MEM(gc_auto_collect_enabled)) {
        // The next step wants the memory behind. So this result must not lie there, where
        // nothing lies in front of it that can go.
        gc_collect();
    }
    mp_obj_str_t *result = mp_obj_malloc(mp_obj_str_t, type);
    if (memory == NULL || (size > memory->size && !grow_in_place(memory, size))) {
        byte *data = NULL;
        if (memory != NULL) {
            // It grows again.
            size_t more = m_sum(size, len / 4);
            data = m_new_maybe(byte, more);
            size = data != NULL ? more : size;
        }
        if (data == NULL) {
            data = m_new(byte, size);
        }
        memcpy(data, left, left_len);
        memory = &grown[next_grown];
        next_grown = (next_grown + 1) % MP_ARRAY_SIZE(grown);
        memory->data = data;
        memory->size = size;
    }
    memcpy(memory->data + left_len, right, right_len);
    memory->data[len] = 0;
    memory->used = len;
    result->hash = 0;
    result->len = len;
    result->data = memory->data;
    return MP_OBJ_FROM_PTR(result);
}
