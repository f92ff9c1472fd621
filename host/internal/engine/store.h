// The state of engines and stores, which the other files share.

#ifndef VIVARIUM_STORE_H
#define VIVARIUM_STORE_H

#include "image.h"
#include "library.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct viv_raw {
  uint64_t lo, hi;
} viv_raw;

typedef struct viv_engine viv_engine;

// Flags of a store that ask its code to stop.
enum { VIV_INTERRUPT = 1, VIV_DEADLINE = 2 };

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

  // In bytes. Code of the store changes these while other threads read all but
  // the limit: see viv_publish.
  uint64_t limit, used, peak;
  uint64_t refused, last_refused; // how often memory was refused, and the size it would have had
  viv_memory *memories;
  bool has_heap; // the engine's own heap exists
  bool no_room;  // the system refused the addresses or the memory for a new memory

  viv_making making;

  int result; // of viv_call
  wasmtime_extern_t found; // the export that was asked for last
  wasmtime_extern_t *slots, *scratch; // see link.c
  viv_raw *args;
  wasm_trap_t *trap;
  wasmtime_error_t *error;
};

// viv_running tells whether a thread is inside the store.
static inline bool viv_running(viv_store *s) { return atomic_load(&s->depth) > 0; }

// viv_publish sets a number of a store that other threads may read at any time.
// A reader that sees n also sees everything that was written before it.
static inline void viv_publish(uint64_t *to, uint64_t n) { __atomic_store_n(to, n, __ATOMIC_RELEASE); }

#endif
