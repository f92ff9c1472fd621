#include "engine.h"

#include <stdlib.h>

// The Go side of a call to a host function; see hostfunc.go. It gives 0, or the
// trap that viv_host_failed makes: as a number, since cgo would check a pointer.
extern uintptr_t vivHostCall(uint64_t store, uint64_t func, viv_raw *values, size_t n);

// Set when a goroutine leaves host functions by runtime.Goexit: the frames of
// the engine below were skipped, so the engine must not run here again.
static _Thread_local bool viv_doomed;

viv_engine *viv_engine_new(const viv_config *c, wasmtime_error_t **error) {
  *error = NULL;
  wasm_config_t *config = wasm_config_new();
  wasmtime_config_consume_fuel_set(config, c->fuel);
  wasmtime_config_epoch_interruption_set(config, true);
  wasmtime_config_max_wasm_stack_set(config, c->max_wasm_stack);
  wasmtime_config_strategy_set(config, WASMTIME_STRATEGY_CRANELIFT);
  wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_SPEED);
  wasmtime_config_cranelift_nan_canonicalization_set(config, c->canonical_nans);
  wasmtime_config_wasm_relaxed_simd_deterministic_set(config, c->canonical_nans);
  wasmtime_config_parallel_compilation_set(config, c->parallel);

  wasmtime_config_wasm_reference_types_set(config, true);
  wasmtime_config_wasm_function_references_set(config, true);
  wasmtime_config_wasm_simd_set(config, true);
  wasmtime_config_wasm_relaxed_simd_set(config, true);
  wasmtime_config_wasm_bulk_memory_set(config, true);
  wasmtime_config_wasm_multi_value_set(config, true);
  wasmtime_config_wasm_multi_memory_set(config, true);
  wasmtime_config_wasm_memory64_set(config, true);
  wasmtime_config_wasm_tail_call_set(config, true);
  wasmtime_config_gc_support_set(config, true);
  wasmtime_config_wasm_exceptions_set(config, true);
  wasmtime_config_wasm_gc_set(config, true);
  wasmtime_config_shared_memory_set(config, false);
  wasmtime_config_wasm_wide_arithmetic_set(config, false);
  wasmtime_config_wasm_custom_page_sizes_set(config, true);
  wasmtime_config_wasm_stack_switching_set(config, false);

  wasmtime_config_memory_may_move_set(config, false);
  wasmtime_config_memory_reservation_set(config, c->reservation);
  wasmtime_config_memory_guard_size_set(config, c->guard);
  // A module with data segments would abort the process: copy-on-write
  // images of the engine's own do not go with memories of ours.
  wasmtime_config_memory_init_cow_set(config, false);
#ifdef __APPLE__
  // Go has its own signal handlers; mach ports would take faults from them.
  wasmtime_config_macos_use_mach_ports_set(config, false);
#endif
  wasmtime_memory_creator_t creator = {.env = NULL, .new_memory = viv_new_memory, .finalizer = NULL};
  wasmtime_config_host_memory_creator_set(config, &creator);

  viv_engine *e = calloc(1, sizeof *e);
  if (e == NULL) {
    wasm_config_delete(config);
    return NULL;
  }
  e->reservation = c->reservation;
  *error = viv_library_engine(config, c->max_wasm_stack, c->reservation, c->guard, &e->engine);
  if (*error != NULL) {
    free(e);
    return NULL;
  }
  // The engine and host functions need some beneath the deepest wasm code.
  size_t beneath = c->max_wasm_stack / 4;
  e->stack_wanted = c->max_wasm_stack + (beneath < (512 << 10) ? beneath : (512 << 10));
  pthread_mutex_init(&e->lock, NULL);
  pthread_mutex_init(&e->spares_lock, NULL);
  pthread_condattr_t attr;
  pthread_condattr_init(&attr);
#ifndef __APPLE__
  pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
#endif
  pthread_cond_init(&e->wake, &attr);
  pthread_condattr_destroy(&attr);
  viv_count(1);
  return e;
}

void viv_engine_delete(viv_engine *e) {
  viv_watch_end(e);
  pthread_cond_destroy(&e->wake);
  pthread_mutex_destroy(&e->lock);
  viv_free_spares(e);
  pthread_mutex_destroy(&e->spares_lock);
  wasm_engine_delete(e->engine);
  free(e);
  viv_count(-1);
}

static wasmtime_error_t *epoch_passed(wasmtime_context_t *ctx, void *data, uint64_t *delta, uint8_t *kind) {
  (void)ctx;
  viv_store *s = data;
  uint32_t flags = atomic_load(&s->flags);
  if (flags == 0) {
    *delta = 1;
    *kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
    return NULL;
  }
  s->stopped = flags;
  return wasmtime_error_new("stopped");
}

viv_store *viv_store_new(viv_engine *e, uint64_t handle, uint64_t memory_limit) {
  viv_store *s = calloc(1, sizeof *s);
  if (s == NULL)
    return NULL;
  s->args = calloc(VIV_ARGS, sizeof *s->args);
  if (s->args == NULL) {
    free(s);
    return NULL;
  }
  s->engine = e;
  s->handle = handle;
  s->limit = memory_limit;
  s->store = wasmtime_store_new(e->engine, s, NULL);
  s->ctx = wasmtime_store_context(s->store);
  wasmtime_store_epoch_deadline_callback(s->store, epoch_passed, s, NULL);
  viv_count(1);
  return s;
}

void viv_store_delete(viv_store *s) {
  viv_watch_forget(s);
  if (s->trap != NULL)
    wasm_trap_delete(s->trap);
  if (s->error != NULL)
    wasmtime_error_delete(s->error);
  wasmtime_store_delete(s->store);
  free(s->slots);
  free(s->args);
  free(s);
  viv_count(-1);
}

bool viv_on_this_thread(viv_store *s) {
  return atomic_load(&s->depth) > 0 && atomic_load(&s->thread) == &viv_current;
}

void viv_doom_thread(void) { viv_doomed = true; }

static inline void leave(viv_store *s) {
  uint32_t depth = atomic_load_explicit(&s->depth, memory_order_relaxed);
  if (depth == 1)
    atomic_store_explicit(&s->thread, NULL, memory_order_relaxed);
  atomic_store_explicit(&s->depth, depth - 1, memory_order_release);
}

// enter begins a stretch in which code of s may run on this thread, and is what
// keeps every other thread out until leave.
static inline int enter(viv_store *s) {
  if (__builtin_expect(viv_doomed, 0))
    return VIV_DOOMED;
  uint32_t depth = 0;
  if (atomic_compare_exchange_strong(&s->depth, &depth, 1)) {
    if (__builtin_expect(!viv_stack_left(s->engine->stack_wanted), 0)) {
      atomic_store_explicit(&s->depth, 0, memory_order_release);
      return VIV_NO_STACK;
    }
    atomic_store_explicit(&s->thread, &viv_current, memory_order_relaxed);
  } else {
    if (atomic_load_explicit(&s->thread, memory_order_relaxed) != &viv_current)
      return VIV_BUSY;
    atomic_store_explicit(&s->depth, depth + 1, memory_order_relaxed);
  }
  // The deadline is set from the epoch as it is, and the flags are read after
  // it: whoever sets a flag raises the epoch later, so a flag that is not seen
  // here is seen when the epoch passes.
  wasmtime_context_set_epoch_deadline(s->ctx, 1);
  atomic_thread_fence(memory_order_acquire);
  uint32_t flags = atomic_load_explicit(&s->flags, memory_order_relaxed);
  if (__builtin_expect(flags != 0, 0)) {
    s->stopped = flags;
    leave(s);
    return VIV_STOPPED;
  }
  return VIV_OK;
}

void viv_call(uintptr_t store, uint64_t func_id, uintptr_t func, uintptr_t args, size_t n) {
  viv_store *s = (viv_store *)store;
  int entered = enter(s);
  if (__builtin_expect(entered != VIV_OK, 0)) {
    s->result = entered;
    return;
  }
  viv_store *outer = viv_current;
  viv_current = s;
  wasmtime_func_t f = {.store_id = func_id, .__private = (void *)func};
  wasm_trap_t *trap = NULL;
  wasmtime_error_t *error =
      wasmtime_func_call_unchecked(s->ctx, &f, (wasmtime_val_raw_t *)args, n, &trap);
  viv_current = outer;
  s->result = VIV_OK;
  if (__builtin_expect(error != NULL || trap != NULL, 0)) {
    s->error = error;
    s->trap = trap;
    s->result = VIV_FAILED;
  }
  leave(s);
}

int viv_instantiate(viv_store *s, const wasmtime_instance_pre_t *pre, const wasmtime_module_t *module,
                    const wasmtime_extern_t *imports, size_t n, viv_image *const *images, size_t image_count,
                    bool heap_first, wasmtime_instance_t *out, size_t *made) {
  int entered = enter(s);
  if (entered != VIV_OK)
    return entered;
  viv_store *outer = viv_current;
  viv_current = s;
  // A host function that a start function calls may instantiate as well.
  viv_making outer_making = s->making;
  s->making = (viv_making){.images = images, .image_count = image_count, .heap_first = heap_first};
  wasm_trap_t *trap = NULL;
  wasmtime_error_t *error = pre != NULL ? wasmtime_instance_pre_instantiate(pre, s->ctx, out, &trap)
                                        : wasmtime_instance_new(s->ctx, module, imports, n, out, &trap);
  *made = s->making.made;
  s->making = outer_making;
  viv_current = outer;
  leave(s);
  if (error == NULL && trap == NULL)
    return VIV_OK;
  s->error = error;
  s->trap = trap;
  return VIV_FAILED;
}

uintptr_t viv_host_failed(void) {
  static const char message[] = "a host function failed";
  return (uintptr_t)wasmtime_trap_new(message, sizeof message - 1);
}

// host_entry jumps to the Go side and is not returned to: a frame fewer on the
// stack is a return that the processor predicts.
static wasm_trap_t *host_entry(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *values, size_t n) {
  (void)caller;
  viv_store *s = viv_current; // the one whose code calls
  return (wasm_trap_t *)vivHostCall(s->handle, (uint64_t)(uintptr_t)env, (viv_raw *)values, n);
}

wasm_functype_t *viv_functype(const uint8_t *params, size_t np, const uint8_t *results, size_t nr) {
  wasm_valtype_vec_t p, r;
  wasm_valtype_vec_new_uninitialized(&p, np);
  for (size_t i = 0; i < np; i++)
    p.data[i] = viv_library_valtype(params[i]);
  wasm_valtype_vec_new_uninitialized(&r, nr);
  for (size_t i = 0; i < nr; i++)
    r.data[i] = viv_library_valtype(results[i]);
  viv_count(1);
  return wasm_functype_new(&p, &r);
}

wasmtime_error_t *viv_define(wasmtime_linker_t *linker, const char *module, size_t module_len, const char *name,
                             size_t name_len, const wasm_functype_t *type, uint64_t host_func) {
  return wasmtime_linker_define_func_unchecked(linker, module, module_len, name, name_len, type, host_entry,
                                               (void *)(uintptr_t)host_func, NULL);
}

void viv_func_new(viv_store *s, const wasm_functype_t *type, uint64_t host_func, wasmtime_func_t *out) {
  wasmtime_func_new_unchecked(s->ctx, type, host_entry, (void *)(uintptr_t)host_func, NULL, out);
}
