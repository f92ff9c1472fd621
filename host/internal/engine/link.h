// Links: what the core instances of a plan import and export, by number.

#ifndef VIVARIUM_LINK_H
#define VIVARIUM_LINK_H

#include "engine.h"

// The source of an import: the item in the slot or, as long as the slot is empty,
// a host function.
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

// viv_link_begin makes room for slots, and for the imports of one instance at a
// time, which viv_link_imports puts into scratch; viv_link_keep fills slots.
bool viv_link_begin(viv_store *, size_t slots, size_t most_imports);
bool viv_link_imports(viv_store *, const viv_link_source *, size_t);
bool viv_link_keep(viv_store *, uint64_t store_id, size_t instance, const viv_link_kept *, size_t);

#endif
