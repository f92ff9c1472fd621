// The life of the interpreter: its start, its memory, and the collection of
// what is no longer used.

#include <string.h>

#include "py/cstack.h"
#include "py/gc.h"
#include "py/objlist.h"
#include "py/pystack.h"
#include "py/runtime.h"
#include "host.h"
#include "port.h"

// Where the stack in linear memory begins (it grows down); from the linker.
extern char __stack_high;

// How much of it the C code may use before it is a RecursionError. The host's own
// stack is used up faster by some functions that put little here; with this limit
// 2 MiB of that hold for every kind of recursion in tests/port_test.py.
#define STACK_LIMIT (160 * 1024)

// The first part of the heap. It grows by doubling.
#define FIRST_HEAP (512 * 1024)

// The frames of Python functions: some 3,500 of small ones.
#define PYSTACK_SIZE (256 * 1024)

void port_init(void) {
    mp_cstack_init_with_top(&__stack_high, STACK_LIMIT);
    size_t size;
    char *heap = host_heap_new(FIRST_HEAP, FIRST_HEAP, &size);
    if (heap == NULL) {
        host_fail("no memory for the first heap");
    }
    gc_init(heap, heap + size);
    static char pystack[PYSTACK_SIZE] __attribute__((aligned(16)));
    mp_pystack_init(pystack, pystack + sizeof(pystack));
    mp_init();

    // A module of the workspace does not hide one of these.
    mp_obj_list_set_len(mp_sys_path, 0);
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR__dot_frozen));
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR_));

    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        mp_obj_print_exception(&port_error_print, MP_OBJ_FROM_PTR(nlr.ret_val));
        host_fail("the prelude failed");
    }
    mp_import_name(MP_QSTR__prelude, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    nlr_pop();
}

// Goes back by port_heap_free once nothing in it is used.
static char spare_heap[64 * 1024] __attribute__((aligned(16)));
static bool spare_heap_used;

void port_use_spare_heap(void) {
    if (!spare_heap_used) {
        spare_heap_used = true;
        gc_add(spare_heap, spare_heap + sizeof(spare_heap));
    }
}

void port_heap_free(void *memory, size_t size) {
    if (memory == spare_heap) {
        spare_heap_used = false;
    } else {
        host_heap_free(memory, size);
    }
}

// The array made larger in its place or, as a smaller one is, copied to another. The
// old one stays for whoever looks at it (edits_safety.py).
void *port_renew(void *old, size_t old_size, size_t size, bool must) {
    if (old != NULL && size >= old_size) {
        void *grown = gc_realloc(old, size, false);
        if (grown != NULL) {
            return grown;
        }
    }
    void *made = must ? m_malloc(size) : m_malloc_maybe(size);
    if (made != NULL && old != NULL) {
        memcpy(made, old, MIN(old_size, size));
    }
    return made;
}

// Beyond this much, memory for growth to come is asked for and not demanded.
#define LARGE_ARRAY (64 * 1024)

void *port_grow(void *old, size_t old_num, size_t *num, size_t item_size) {
    size_t least = m_product(*num, item_size);
    size_t want = m_sum(least, least < LARGE_ARRAY ? least + 16 : least / 2);
    void *grown = old;
    size_t size = old == NULL ? 0 : gc_grow(old, least, want);
    if (size == 0) {
        size = want;
        if (size < LARGE_ARRAY) {
            grown = m_malloc(size);
        } else if ((grown = m_malloc_maybe(size)) == NULL) {
            size = m_sum(least, least / 16);
            if ((grown = m_malloc_maybe(size)) == NULL) {
                size = least;
                grown = m_malloc(size);
            }
        }
        if (old != NULL) {
            memcpy(grown, old, old_num * item_size);
        }
    }
    *num = size / item_size;
    return grown;
}

// MicroPython asks before it allocates. The host alone knows, and is asked by
// the allocation itself.
size_t gc_get_max_new_split(void) {
    return 0x7fffffff;
}

static mp_state_mem_area_t *find_area(uintptr_t p) {
    mp_state_mem_area_t *area = &MP_STATE_MEM(area);
    while (area != NULL && (p < (uintptr_t)area->gc_pool_start || p >= (uintptr_t)area->gc_pool_end)) {
        area = area->next;
    }
    return area;
}

static size_t find_block(const mp_state_mem_area_t *area, uintptr_t p) {
    return (p - (uintptr_t)area->gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK;
}

// What a block is, of which the collector keeps two bits.
enum { HEAD = 1, TAIL = 2, FOUR_TAILS = 0xaa };

static unsigned kind(const mp_state_mem_area_t *area, size_t block) {
    return (area->gc_alloc_table_start[block / 4] >> (block % 4 * 2)) & 3;
}

bool port_is_used(const void *object) {
    mp_state_mem_area_t *area = find_area((uintptr_t)object);
    return area != NULL && kind(area, find_block(area, (uintptr_t)object)) == HEAD;
}

// LLVM at times keeps only a pointer into the middle of an object, and
// MicroPython's own scan takes pointers to the start alone. So every word that
// points into an object counts as one to its start.
static void collect_words(void **word, void **end) {
    for (; word < end; word++) {
        mp_state_mem_area_t *area = find_area((uintptr_t)*word);
        if (area == NULL) {
            continue;
        }
        size_t block = find_block(area, (uintptr_t)*word);
        while (kind(area, block) == TAIL) {
            block -= block % 4 == 3 && area->gc_alloc_table_start[block / 4] == FOUR_TAILS ? 4 : 1;
        }
        void *start = area->gc_pool_start + block * MICROPY_BYTES_PER_GC_BLOCK;
        gc_collect_root(&start, 1);
    }
}

// The roots that are not in MicroPython's own state lie on the stack: what the
// compiler would keep in wasm locals is written there by the build (build.py).
MP_NOINLINE void gc_collect(void) {
    void *here[4] = {0};
    gc_collect_start();
    collect_words(here, (void **)&__stack_high);
    gc_collect_end();
    port_forget_grown();
}

// A seed for random: the host's, taken anew whenever the instance may be a copy.
uint32_t port_random_seed(void) {
    return (uint32_t)host_random();
}
