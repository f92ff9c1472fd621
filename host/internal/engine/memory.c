#include "memory.h"

#include "objects.h"
#include "system.h"
#include "versions.h"

#include <stdlib.h>
#include <sys/mman.h>

_Thread_local viv_store *viv_current;

static uint8_t *memory_get(void *env, size_t *size, size_t *capacity) {
  viv_memory *m = env;
  *size = m->size;
  *capacity = m->capacity;
  return m->base;
}

static void refuse(viv_store *s, size_t wanted) {
  viv_publish(&s->last_refused, wanted);
  viv_publish(&s->refused, s->refused + 1);
}

// use sets what is in use, of which so much counts for the peak. The peak comes
// first, so that nobody sees more in use than there ever was.
static void use(viv_store *s, uint64_t used, uint64_t counted) {
  if (counted > s->peak)
    viv_publish(&s->peak, counted);
  viv_publish(&s->used, used);
}

static void unuse(viv_store *s, size_t n) { viv_publish(&s->used, s->used - n); }

// charge asks for n more bytes under the store's limit.
static bool charge(viv_store *s, size_t n, size_t wanted) {
  if (n > s->limit || s->used > s->limit - n) {
    refuse(s, wanted);
    return false;
  }
  use(s, s->used + n, s->used + n);
  return true;
}

bool viv_charge(viv_store *s, size_t n) { return charge(s, n, n); }

void viv_discharge(viv_store *s, size_t n) { unuse(s, n); }

// How far the heap for exceptions and objects may go beyond the limit: code that
// is refused memory wants to throw.
enum { heap_reserve = 256 << 10 };

// counted is what so many bytes of a memory count.
static size_t counted(const viv_memory *m, size_t size) {
  if (!m->heap)
    return size;
  return size > VIV_HEAP_FREE ? size - VIV_HEAP_FREE : 0;
}

static bool charge_growth(viv_memory *m, size_t size) {
  viv_store *s = m->store;
  size_t more = counted(m, size) - counted(m, m->size);
  if (m->heap && s->limit <= SIZE_MAX - heap_reserve && s->used + more <= s->limit + heap_reserve) {
    uint64_t used = s->used + more;
    use(s, used, used < s->limit ? used : s->limit); // the reserve is the host's
    return true;
  }
  return charge(s, more, size);
}

static wasmtime_error_t *memory_grow(void *env, size_t size) {
  viv_memory *m = env;
  if (size <= m->size)
    return NULL;
  if (size > m->capacity || !charge_growth(m, size))
    return wasmtime_error_new("memory limit");
  size_t open = viv_whole_pages(m->size);
  if (mprotect(m->base + open, viv_whole_pages(size) - open, PROT_READ | PROT_WRITE) != 0) {
    unuse(m->store, counted(m, size) - counted(m, m->size));
    refuse(m->store, size);
    return wasmtime_error_new("the system has no memory");
  }
  m->size = size;
  return NULL;
}

// Ranges that hold nothing wait here for another memory that starts with zeros:
// to give the system a range and to ask for another one takes longer than to
// drop what was written. They cost addresses and page tables; this many wait at
// most, those that were left last.
enum { SPARES = 16 };

static viv_memory *take_spare(viv_engine *e, size_t start, size_t mapped) {
  pthread_mutex_lock(&e->spares_lock);
  viv_memory **link = &e->spares;
  while (*link != NULL && ((*link)->start != start || (*link)->mapped != mapped))
    link = &(*link)->next;
  viv_memory *m = *link;
  if (m != NULL) {
    *link = m->next;
    e->spare_count--;
  }
  pthread_mutex_unlock(&e->spares_lock);
  return m;
}

static void drop_range(viv_memory *m) {
  munmap(m->base, m->mapped);
  free(m);
}

// leave_spare keeps a range for another memory; false where it cannot be as new.
static bool leave_spare(viv_memory *m) {
  if (m->size != 0 && !viv_memory_as_at_first(m))
    return false;
  viv_engine *e = m->store->engine;
  viv_memory *oldest = NULL;
  pthread_mutex_lock(&e->spares_lock);
  m->next = e->spares;
  e->spares = m;
  if (e->spare_count < SPARES) {
    e->spare_count++;
  } else {
    viv_memory **link = &e->spares;
    while ((*link)->next != NULL)
      link = &(*link)->next;
    oldest = *link;
    *link = NULL;
  }
  pthread_mutex_unlock(&e->spares_lock);
  if (oldest != NULL)
    drop_range(oldest);
  return true;
}

void viv_free_spares(viv_engine *e) {
  while (e->spares != NULL) {
    viv_memory *m = e->spares;
    e->spares = m->next;
    drop_range(m);
  }
}

static void memory_free(void *env) {
  viv_memory *m = env;
  unuse(m->store, counted(m, m->size));
  *m->link = m->next;
  if (m->next != NULL)
    m->next->link = m->link;
  viv_count(-1);
  if (!(m->image != NULL ? viv_image_leave(m) : leave_spare(m)))
    drop_range(m);
}

// reserve makes a memory of start bytes, which are those of the image where
// there is one and zeros after, in a range of mapped bytes.
static viv_memory *reserve(viv_engine *e, viv_image *image, size_t start, size_t mapped) {
  viv_memory *m = image != NULL ? viv_image_take_spare(image, start, mapped) : take_spare(e, start, mapped);
  if (m == NULL) {
    m = malloc(sizeof *m);
    if (m == NULL)
      return NULL;
    uint8_t *base = mmap(NULL, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) {
      free(m);
      return NULL;
    }
    *m = (viv_memory){.base = base, .start = start, .mapped = mapped, .page = viv_whole_pages(1)};
    size_t from_image = image == NULL ? 0 : viv_whole_pages(viv_image_size(image));
    bool ok = (start <= from_image || mprotect(base + from_image, start - from_image, PROT_READ | PROT_WRITE) == 0) &&
              (image == NULL || viv_image_map(image, m));
    if (!ok) {
      munmap(base, mapped);
      free(m);
      return NULL;
    }
  }
  m->size = start;
  return m;
}

wasmtime_error_t *viv_new_memory(void *env, const wasm_memorytype_t *type, size_t minimum, size_t maximum,
                                 size_t reserved, size_t guard, wasmtime_linear_memory_t *out) {
  (void)env;
  (void)type;
  viv_store *s = viv_current;
  if (s == NULL)
    return wasmtime_error_new("a memory outside of any store");

  // The store's heap for exceptions and objects is made by this function too.
  viv_making *making = &s->making;
  bool heap = viv_library_is_heap(s, minimum, reserved);
  viv_image *image = NULL;
  if (!heap) {
    if (making->made < making->image_count)
      image = making->images[making->made];
    making->made++;
  }

  size_t size = minimum;
  if (image != NULL && viv_image_size(image) > size)
    size = viv_image_size(image);
  if (size > maximum)
    return wasmtime_error_new("the image is larger than the memory may be");
  // Compiled code relies on this: a memory that starts within the reservation
  // never grows beyond it.
  size_t capacity = minimum > reserved ? minimum : reserved;
  if (size > capacity || capacity > SIZE_MAX - guard)
    return wasmtime_error_new("the memory is larger than the reserved range");
  if (!charge(s, size, size))
    return wasmtime_error_new("memory limit");

  viv_memory *m = reserve(s->engine, image, size, capacity + guard);
  if (m == NULL) {
    unuse(s, size);
    s->no_room = true;
    return wasmtime_error_new("the system has no memory or no addresses for a memory");
  }
  m->capacity = capacity;
  m->has_handle = false;
  m->store = s;
  m->heap = heap;
  m->next = s->memories;
  m->link = &s->memories;
  if (m->next != NULL)
    m->next->link = &m->next;
  s->memories = m;
  s->has_heap = s->has_heap || heap;
  viv_count(1);
  *out = (wasmtime_linear_memory_t){
      .env = m, .get_memory = memory_get, .grow_memory = memory_grow, .finalizer = memory_free};
  return NULL;
}

viv_memory *viv_memory_find(viv_store *s, const wasmtime_memory_t *memory) {
  uint8_t *base = wasmtime_memory_data(s->ctx, memory);
  viv_memory *m = s->memories;
  while (m != NULL && m->base != base)
    m = m->next;
  if (m != NULL) {
    m->handle = *memory;
    m->has_handle = true;
  }
  return m;
}

bool viv_memory_grow(viv_store *s, const wasmtime_memory_t *memory, uint64_t delta, uint64_t *previous) {
  wasmtime_error_t *error = wasmtime_memory_grow(s->ctx, memory, delta, previous);
  if (error != NULL)
    wasmtime_error_delete(error);
  return error == NULL;
}
