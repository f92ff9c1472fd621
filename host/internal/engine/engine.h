// What the Go side of this package calls: libwasmtime behind a few functions
// that keep one struct per store.

#ifndef VIVARIUM_ENGINE_H
#define VIVARIUM_ENGINE_H

#include "library.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct viv_raw {
  uint64_t lo, hi;
} viv_raw;

typedef struct viv_engine viv_engine;
typedef struct viv_store viv_store;
typedef struct viv_memory viv_memory;
typedef struct viv_image viv_image;

// Flags of a store that ask its code to stop.
enum { VIV_INTERRUPT = 1, VIV_DEADLINE = 2 };

// Results of the functions below that run code.
enum {
  VIV_OK = 0,
  VIV_FAILED = 1,  // trap or error in the store
  VIV_STOPPED = 2, // a flag was set before any code ran
  VIV_BUSY = 3,    // another thread is inside the store
  VIV_DOOMED = 4,  // this thread is on its way out (Goexit in a host function)
  VIV_NO_STACK = 5, // too little is left of this thread's stack
};

// An engine and the thread that watches the deadlines of its stores.
struct viv_engine {
  wasm_engine_t *engine;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  pthread_t thread;
  bool started, stopping;
  uint64_t reservation;     // range of addresses of a memory, in bytes
  size_t stack_wanted;      // what a thread must have left to begin with a store
  uint64_t wake_at;         // when the thread wakes by itself, in ns
  viv_store *first, *last;  // stores with a deadline, the earliest first
  viv_store *due;           // stores that have been asked to stop and may run

  pthread_mutex_t spares_lock;
  viv_memory *spares; // see memory.c
  size_t spare_count;
};

// One linear memory: a reserved range of which the first size bytes are
// accessible.
struct viv_memory {
  viv_memory *next, **link;
  viv_store *store;
  uint8_t *base;
  size_t size;
  size_t start;    // the size that it began with
  size_t capacity; // size can grow to this
  size_t mapped;   // length of the reserved range, guard included
  viv_image *image; // what it began as, NULL for zeros
  bool heap;        // the engine's own, for exceptions and objects
};

// An instantiation in progress: how its memories start, and how many of them
// were made.
typedef struct viv_making {
  viv_image *const *images; // NULL where a memory starts with zeros
  size_t image_count;
  size_t made;
  // A first memory of no pages is not the module's but the engine's own.
  bool heap_first;
} viv_making;

struct viv_store {
  wasmtime_store_t *store;
  wasmtime_context_t *ctx;
  viv_engine *engine;
  uint64_t handle; // of the Go store

  _Atomic uint32_t flags;
  uint32_t stopped; // the flags that stopped code
  uint64_t deadline;
  viv_store *before, *after; // in the engine's list of deadlines
  viv_store *next_due;
  bool has_deadline, is_due;

  // The thread inside the store and how many calls deep it is.
  _Atomic uint32_t depth;
  const void *_Atomic thread;

  uint64_t limit, used, peak;
  uint64_t refused, last_refused;
  viv_memory *memories;
  bool has_heap; // the engine's own heap exists

  viv_making making;

  int result; // of viv_call
  wasmtime_extern_t found; // the export that was asked for last
  wasmtime_extern_t *slots, *scratch; // see link.c
  viv_raw *args;
  wasm_trap_t *trap;
  wasmtime_error_t *error;
};

// Where an import comes from: what is in the slot or, where there is nothing
// yet, a host function.
typedef struct viv_link_source {
  const wasm_functype_t *type; // NULL for what an instance exports
  uint64_t host_func;
  uint32_t slot;
} viv_link_source;

// An export that is kept in a slot.
typedef struct viv_link_kept {
  const char *name;
  uint32_t len, slot;
} viv_link_kept;

typedef struct viv_config {
  bool fuel, canonical_nans, parallel;
  size_t max_wasm_stack;
  uint64_t reservation, guard;
} viv_config;

enum { VIV_ARGS = 256 };

// viv_engine_new gives NULL where the library refuses the configuration, which
// error then says, and where there is no memory.
viv_engine *viv_engine_new(const viv_config *, wasmtime_error_t **error);
void viv_engine_delete(viv_engine *);
size_t viv_thread_stack(void);
bool viv_can_reserve(size_t);

viv_store *viv_store_new(viv_engine *, uint64_t handle, uint64_t memory_limit);
void viv_store_delete(viv_store *);
void viv_set_deadline(viv_store *, bool set, int64_t from_now);
void viv_interrupt(viv_store *);
void viv_clear_interrupt(viv_store *);
bool viv_on_this_thread(viv_store *);
void viv_doom_thread(void);
bool viv_thread_is_doomed(void);

// viv_call leaves its result in the store: Go calls a function that returns
// nothing with less ado.
void viv_call(uintptr_t store, uint64_t func_id, uintptr_t func, uintptr_t args, size_t n);
// viv_instantiate makes an instance of what was prepared or, with imports, of
// a module, and says how many memories it made.
int viv_instantiate(viv_store *, const wasmtime_instance_pre_t *, const wasmtime_module_t *,
                    const wasmtime_extern_t *imports, size_t, viv_image *const *images, size_t, bool heap_first,
                    wasmtime_instance_t *, size_t *made);
bool viv_charge(viv_store *, size_t);
void viv_discharge(viv_store *, size_t);
viv_memory *viv_memory_find(viv_store *, const wasmtime_memory_t *);
int viv_memory_grow(viv_store *, const wasmtime_memory_t *, uint64_t delta, uint64_t *previous);
wasm_functype_t *viv_functype(const uint8_t *params, size_t, const uint8_t *results, size_t);
wasmtime_error_t *viv_define(wasmtime_linker_t *, const char *, size_t, const char *, size_t,
                             const wasm_functype_t *, uint64_t host_func);
void viv_func_new(viv_store *, const wasm_functype_t *, uint64_t host_func, wasmtime_func_t *);
// viv_link_begin makes room for slots, and for the imports of one instance at a
// time, which viv_link_imports puts into scratch; viv_link_keep fills slots.
bool viv_link_begin(viv_store *, size_t slots, size_t most_imports);
bool viv_link_imports(viv_store *, const viv_link_source *, size_t);
bool viv_link_keep(viv_store *, uint64_t store_id, size_t instance, const viv_link_kept *, size_t);
// An image is the contents that new memories start with: size bytes of a file,
// which stays the caller's and open until the image is closed.
viv_image *viv_image_new(int fd, size_t size);
void viv_image_close(viv_image *);
int64_t viv_live_objects(void);
void viv_count(int64_t);

// What each library does in its own way: see library.c.

// viv_library_engine makes an engine; the configuration is the library's after it.
wasmtime_error_t *viv_library_engine(wasm_config_t *, size_t wasm_stack, uint64_t reservation, uint64_t guard,
                                     wasm_engine_t **);
wasmtime_error_t *viv_library_compile(wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **);
wasm_valtype_t *viv_library_valtype(uint8_t kind);
// viv_library_is_heap tells whether a memory that the library asks for is the
// store's heap for exceptions and objects, and none of the module's.
bool viv_library_is_heap(const viv_store *, size_t minimum, size_t reserved);
// viv_library_heap_is_full tells whether an error says that this heap was full
// and could not grow.
bool viv_library_heap_is_full(const wasmtime_error_t *);
// viv_library_drop_exception frees the exception that code threw and did not
// catch; false where there is none.
bool viv_library_drop_exception(viv_store *);

// Internal to the C files.
size_t viv_image_size(const viv_image *);
// viv_image_map maps the image over the start of a memory that is to use it.
bool viv_image_map(viv_image *, viv_memory *);
// viv_image_take_spare gives a memory that starts as this one wants to, or NULL.
viv_memory *viv_image_take_spare(viv_image *, size_t start, size_t mapped);
// viv_image_leave ends a memory's use of its image; true where the image keeps
// the memory as a spare.
bool viv_image_leave(viv_memory *);
extern _Thread_local viv_store *viv_current;
wasmtime_error_t *viv_new_memory(void *, const wasm_memorytype_t *, size_t, size_t, size_t, size_t,
                                 wasmtime_linear_memory_t *);
void viv_free_spares(viv_engine *);
size_t viv_whole_pages(size_t);
// viv_memory_as_at_first makes a memory what it was when it was made: its image,
// and zeros behind it; false where that cannot be done, or not be known.
bool viv_memory_as_at_first(viv_memory *);
void viv_watch_forget(viv_store *);
// viv_stack_left tells whether this thread's stack has so many bytes left.
bool viv_stack_left(size_t);
bool viv_running(viv_store *);

#endif
