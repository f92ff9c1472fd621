#include "restore.h"

#include "versions.h"

// restore_memory makes a memory that is not the heap what it was at first.
static bool restore_memory(viv_store *s, viv_memory *m) {
  bool grown = m->size != m->start;
  if ((grown && !m->has_handle) || !viv_memory_as_at_first(m))
    return false;
  viv_memory_watch(m);
  // The library keeps the size of a memory, and looks it up when the memory grows.
  uint64_t pages;
  return !grown || viv_memory_grow(s, &m->handle, 0, &pages);
}

int viv_restore(viv_store *s, const viv_saved_global *globals, size_t n, uint64_t beside, size_t *pages) {
  uint64_t used = beside;
  *pages = 0;
  for (viv_memory *m = s->memories; m != NULL; m = m->next) {
    if (m->heap) {
      // The part that is not counted is the same for a store that has run code and a new one.
      if (m->size != 0 && (m->size > VIV_HEAP_FREE || !viv_library_empty_heap(s)))
        return VIV_HEAP_USED;
      continue;
    }
    if (!restore_memory(s, m))
      return VIV_NOT_RESTORED;
    used += m->size;
    *pages += m->kept;
  }
  for (size_t i = 0; i < n; i++) {
    wasmtime_error_t *error = wasmtime_global_set(s->ctx, &globals[i].global, &globals[i].value);
    if (error != NULL) {
      wasmtime_error_delete(error);
      return VIV_NOT_RESTORED;
    }
  }
  s->stopped = 0;
  s->no_room = false;
  viv_publish(&s->refused, 0);
  viv_publish(&s->last_refused, 0);
  viv_publish(&s->used, 0);
  viv_publish(&s->peak, used);
  viv_publish(&s->used, used);
  return VIV_RESTORED;
}
