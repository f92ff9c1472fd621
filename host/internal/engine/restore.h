// A store whose instances become what they were when they were made, in place.

#ifndef VIVARIUM_RESTORE_H
#define VIVARIUM_RESTORE_H

#include "memory.h"

// A global and the value that it is to have again.
typedef struct viv_saved_global {
  wasmtime_global_t global;
  wasmtime_val_t value;
} viv_saved_global;

// Results of viv_restore.
enum {
  VIV_RESTORED = 0,
  VIV_NOT_RESTORED = 1, // the system cannot give a memory its first contents back
  VIV_HEAP_USED = 2,    // the engine's heap holds what is never freed
};

// viv_restore makes the memories of a store that nothing runs in what they were at
// first, and sets the globals. What is counted against the limit is that of the
// memories and so many bytes beside them. It says how many pages it restored. After any
// other result than VIV_RESTORED the store is of no use any more.
int viv_restore(viv_store *, const viv_saved_global *, size_t n, uint64_t beside, size_t *pages);

#endif
