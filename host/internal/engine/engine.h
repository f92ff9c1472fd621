// The functions that the Go side of this package calls: libwasmtime behind a few
// functions that keep one struct per store.
//
// A C file includes the header of its own name and those of files beneath it:
//
//   link      the instances of a plan, in link.h
//   engine    engines, stores, calls
//   restore   stores as at first
//   memory    linear memories      watch     deadlines
//   image     their contents       versions  of the library
//   pages     system    objects

#ifndef VIVARIUM_ENGINE_H
#define VIVARIUM_ENGINE_H

#include "image.h"
#include "memory.h"
#include "objects.h"
#include "restore.h"
#include "store.h"
#include "system.h"
#include "versions.h"
#include "watch.h"

// Results of the functions below that run code.
enum {
  VIV_OK = 0,
  VIV_FAILED = 1,  // trap or error in the store
  VIV_STOPPED = 2, // a flag was set before any code ran
  VIV_BUSY = 3,    // another thread is inside the store
  VIV_DOOMED = 4,  // this thread is on its way out (Goexit in a host function)
  VIV_NO_STACK = 5, // too little is left of this thread's stack
};

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

viv_store *viv_store_new(viv_engine *, uint64_t handle, uint64_t memory_limit);
void viv_store_delete(viv_store *);
bool viv_on_this_thread(viv_store *);
void viv_doom_thread(void);

// viv_call leaves its result in the store: Go calls a function that returns
// nothing with less ado.
void viv_call(uintptr_t store, uint64_t func_id, uintptr_t func, uintptr_t args, size_t n);
// viv_instantiate makes an instance of what was prepared or, with imports, of
// a module, and says how many memories it made.
int viv_instantiate(viv_store *, const wasmtime_instance_pre_t *, const wasmtime_module_t *,
                    const wasmtime_extern_t *imports, size_t, viv_image *const *images, size_t, bool heap_first,
                    wasmtime_instance_t *, size_t *made);
uintptr_t viv_host_failed(void);
wasm_functype_t *viv_functype(const uint8_t *params, size_t, const uint8_t *results, size_t);
wasmtime_error_t *viv_define(wasmtime_linker_t *, const char *, size_t, const char *, size_t,
                             const wasm_functype_t *, uint64_t host_func);
void viv_func_new(viv_store *, const wasm_functype_t *, uint64_t host_func, wasmtime_func_t *);

#endif
