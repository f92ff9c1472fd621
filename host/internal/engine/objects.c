#include "objects.h"

#include <stdatomic.h>

static _Atomic int64_t objects;

void viv_count(int64_t n) { atomic_fetch_add_explicit(&objects, n, memory_order_relaxed); }
int64_t viv_live_objects(void) { return atomic_load(&objects); }
