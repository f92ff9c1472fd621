// Linear memories: the memory creator of the library, and what memories count.

#ifndef VIVARIUM_MEMORY_H
#define VIVARIUM_MEMORY_H

#include "store.h"

// The store whose code runs, or is being instantiated, on this thread: the
// memory creator has no other way to know for whom it works.
extern _Thread_local viv_store *viv_current;

// The heap for exceptions and objects counts what it takes beyond these bytes.
enum { VIV_HEAP_FREE = 64 << 10 };

// viv_new_memory is the memory creator.
wasmtime_error_t *viv_new_memory(void *, const wasm_memorytype_t *, size_t minimum, size_t maximum, size_t reserved,
                                 size_t guard, wasmtime_linear_memory_t *);
// viv_charge counts so many bytes that are no memory's under the store's limit.
bool viv_charge(viv_store *, size_t);
// viv_discharge gives back what viv_charge counted.
void viv_discharge(viv_store *, size_t);
viv_memory *viv_memory_find(viv_store *, const wasmtime_memory_t *);
bool viv_memory_grow(viv_store *, const wasmtime_memory_t *, uint64_t delta, uint64_t *previous);
void viv_free_spares(viv_engine *);

#endif
