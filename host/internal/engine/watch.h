// The thread that stops code: it sleeps until the earliest deadline of a store, or
// until a store is interrupted, and raises the engine's epoch. Code that runs then
// asks its store (epoch_passed in engine.c) whether it is meant.

#ifndef VIVARIUM_WATCH_H
#define VIVARIUM_WATCH_H

#include "store.h"

// viv_set_deadline sets the store's deadline, in ns from now, or takes it away.
void viv_set_deadline(viv_store *, bool set, int64_t from_now);
void viv_interrupt(viv_store *);
void viv_clear_interrupt(viv_store *);
// viv_watch_forget takes a store that is about to be deleted off the lists, and
// viv_watch_end ends the thread of an engine.
void viv_watch_forget(viv_store *);
void viv_watch_end(viv_engine *);

#endif
