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
    void *heap = port_heap_alloc(FIRST_HEAP);
    if (heap == NULL) {
        host_fail("no memory for the first heap");
    }
    gc_init(heap, (char *)heap + FIRST_HEAP);
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

// Each area keeps its size in front, which MicroPython does not hand back.
typedef struct {
    size_t size;
    size_t padding[3];
} area_t;

void *port_heap_alloc(size_t size) {
    area_t *area = host_alloc(size + sizeof(area_t));
    if (area == NULL) {
        return NULL;
    }
    area->size = size + sizeof(area_t);
    return area + 1;
}

// Below this much it is not worth a part of the heap of its own.
#define LEAST_GROWTH (64 * 1024)

// What there still is, where it is no less than needed and more than a trifle.
void *port_heap_alloc_most(size_t needed, size_t *size) {
    size_t total = *size + sizeof(area_t);
    area_t *area = host_alloc_most(MAX(needed, LEAST_GROWTH) + sizeof(area_t), &total);
    if (area == NULL) {
        return NULL;
    }
    area->size = total;
    *size = total - sizeof(area_t);
    return area + 1;
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

void port_heap_free(void *memory) {
    if (memory == spare_heap) {
        spare_heap_used = false;
        return;
    }
    area_t *area = (area_t *)memory - 1;
    host_free(area, area->size);
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

// MicroPython asks before it allocates. The host alone knows, and is asked by
// the allocation itself.
size_t gc_get_max_new_split(void) {
    return 0x7fffffff;
}

// LLVM at times keeps only a pointer into the middle of an object, and
// MicroPython's own scan takes pointers to the start alone. So every word that
// points into an object counts as one to its start.
static void collect_words(void **word, void **end) {
    for (; word < end; word++) {
        uintptr_t p = (uintptr_t)*word;
        for (mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = area->next) {
            if (p < (uintptr_t)area->gc_pool_start || p >= (uintptr_t)area->gc_pool_end) {
                continue;
            }
            size_t block = (p - (uintptr_t)area->gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK;
            const uint8_t *table = area->gc_alloc_table_start;
            // Two bits say what a block is: 2 is the tail of an object, and a
            // byte of four tails is skipped at once.
            while (((table[block / 4] >> (block % 4 * 2)) & 3) == 2) {
                if (block % 4 == 3 && table[block / 4] == 0xaa) {
                    block -= 4;
                } else {
                    block--;
                }
            }
            void *start = area->gc_pool_start + block * MICROPY_BYTES_PER_GC_BLOCK;
            gc_collect_root(&start, 1);
            break;
        }
    }
}

// The roots that are not in MicroPython's own state lie on the stack: what the
// compiler would keep in wasm locals is written there by the build (build.py).
MP_NOINLINE void gc_collect(void) {
    void *here[4] = {0};
    port_forget_grown();
    gc_collect_start();
    collect_words(here, (void **)&__stack_high);
    gc_collect_end();
}

// A seed for random: the host's, taken anew whenever the instance may be a copy.
uint32_t port_random_seed(void) {
    return (uint32_t)host_random();
}
