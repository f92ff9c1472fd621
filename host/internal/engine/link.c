#include "link.h"

#include <stdlib.h>
#include <string.h>

// No extern is of this kind: a slot with nothing in it.
enum { EMPTY = 0xff };

bool viv_link_begin(viv_store *s, size_t slots, size_t most_imports) {
  if (slots + most_imports == 0)
    return true; // malloc may give NULL for nothing
  s->slots = malloc((slots + most_imports) * sizeof *s->slots);
  if (s->slots == NULL)
    return false;
  s->scratch = s->slots + slots;
  for (size_t i = 0; i < slots; i++)
    s->slots[i].kind = EMPTY;
  return true;
}

bool viv_link_imports(viv_store *s, const viv_link_source *sources, size_t n) {
  for (size_t i = 0; i < n; i++) {
    wasmtime_extern_t *slot = &s->slots[sources[i].slot];
    if (slot->kind == EMPTY) {
      if (sources[i].type == NULL)
        return false;
      slot->kind = WASMTIME_EXTERN_FUNC;
      viv_func_new(s, sources[i].type, sources[i].host_func, &slot->of.func);
    }
    s->scratch[i] = *slot;
  }
  return true;
}

bool viv_link_keep(viv_store *s, uint64_t store_id, size_t instance, const viv_link_kept *keeps, size_t n) {
  wasmtime_instance_t i = {.store_id = store_id, .__private = instance};
  for (size_t k = 0; k < n; k++)
    if (!wasmtime_instance_export_get(s->ctx, &i, keeps[k].name, keeps[k].len, &s->slots[keeps[k].slot]))
      return false;
  return true;
}
