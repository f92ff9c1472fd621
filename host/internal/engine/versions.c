#include "versions.h"

#include <string.h>

// The constructor refuses stacks of fibers, which this package never uses, that
// are smaller than the stack of wasm.
enum { FIBER = 1 << 20 };

#ifdef VIVARIUM_LTS

// The heap is asked for with a range of its own, which no other memory is.
static uint64_t heap_reservation(uint64_t reservation) { return reservation + (64 << 10); }

wasmtime_error_t *viv_library_engine(wasm_config_t *config, size_t wasm_stack, uint64_t reservation, uint64_t guard,
                                     wasm_engine_t **out) {
  return vivarium_engine_new(config, wasm_stack + FIBER, heap_reservation(reservation), guard, out);
}

bool viv_library_is_heap(const viv_store *s, size_t minimum, size_t reserved) {
  (void)minimum;
  return reserved == heap_reservation(s->engine->reservation);
}

wasmtime_error_t *viv_library_compile(wasm_engine_t *engine, const uint8_t *bytes, size_t n, wasmtime_module_t **out) {
  return vivarium_module_new(engine, bytes, n, out);
}

wasm_valtype_t *viv_library_valtype(uint8_t kind) { return vivarium_valtype_new(kind); }

bool viv_library_heap_is_full(const wasmtime_error_t *error) { return vivarium_error_is_heap_full(error); }

bool viv_library_empty_heap(viv_store *s) {
  wasmtime_error_t *error = wasmtime_context_gc(s->ctx);
  if (error != NULL)
    wasmtime_error_delete(error);
  return error == NULL;
}

bool viv_library_drop_exception(viv_store *s) {
  wasmtime_exnref_t exception;
  if (!wasmtime_context_take_exception(s->ctx, &exception))
    return false;
  wasmtime_exnref_unroot(&exception);
  return true;
}

#else

wasmtime_error_t *viv_library_engine(wasm_config_t *config, size_t wasm_stack, uint64_t reservation, uint64_t guard,
                                     wasm_engine_t **out) {
  (void)reservation;
  (void)guard;
  wasmtime_config_wasm_threads_set(config, false);
  wasmtime_config_async_stack_size_set(config, wasm_stack + FIBER);
  *out = wasm_engine_new_with_config(config);
  return NULL;
}

// A first memory of no pages is the heap where the module's own first memory has
// some: the heap is made once in a store, before the memories of the module that
// first needs it.
bool viv_library_is_heap(const viv_store *s, size_t minimum, size_t reserved) {
  (void)reserved;
  return s->making.heap_first && !s->has_heap && s->making.made == 0 && minimum == 0;
}

wasmtime_error_t *viv_library_compile(wasm_engine_t *engine, const uint8_t *bytes, size_t n, wasmtime_module_t **out) {
  return wasmtime_module_new(engine, bytes, n, out);
}

wasm_valtype_t *viv_library_valtype(uint8_t kind) { return wasm_valtype_new(kind); }

bool viv_library_heap_is_full(const wasmtime_error_t *error) {
  static const char text[] = "GC heap out of memory";
  wasm_byte_vec_t v;
  wasmtime_error_message(error, &v);
  bool full = false;
  for (size_t i = 0; !full && i + sizeof text - 1 <= v.size; i++)
    full = memcmp(v.data + i, text, sizeof text - 1) == 0;
  wasm_byte_vec_delete(&v);
  return full;
}

// An exception is freed with its store.
bool viv_library_empty_heap(viv_store *s) {
  (void)s;
  return false;
}

bool viv_library_drop_exception(viv_store *s) {
  wasmtime_exn_t *exception = NULL;
  if (!wasmtime_context_take_exception(s->ctx, &exception))
    return false;
  wasmtime_exn_delete(exception);
  return true;
}

#endif
