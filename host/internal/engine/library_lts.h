// Declarations that are particular to the library with long-term support (tag
// vivarium_lts): see library.h. The functions named vivarium_ are those of lts/lib.rs,
// which no header of the library declares.

#ifndef VIVARIUM_LIBRARY_LTS_H
#define VIVARIUM_LIBRARY_LTS_H

typedef struct VIV_TYPE(wasmtime_exnref) {
  uint64_t store_id;
  uint32_t __private1;
  uint32_t __private2;
  void *__private3;
} VIV_TYPE(wasmtime_exnref_t);

void VIV_FN(wasmtime_engine_increment_epoch)(const wasm_engine_t *);
wasmtime_error_t *VIV_FN(wasmtime_module_serialize)(const wasmtime_module_t *, wasm_byte_vec_t *);
bool VIV_FN(wasmtime_context_take_exception)(wasmtime_context_t *, wasmtime_exnref_t *);
void VIV_FN(wasmtime_exnref_unroot)(wasmtime_exnref_t *);
uint8_t *VIV_FN(wasmtime_memory_data)(wasmtime_context_t *, const wasmtime_memory_t *);

wasmtime_error_t *vivarium_engine_new(wasm_config_t *, size_t async_stack_size, uint64_t heap_reservation,
                                      uint64_t heap_guard, wasm_engine_t **);
wasmtime_error_t *vivarium_module_new(const wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **);
wasm_valtype_t *vivarium_valtype_new(uint8_t);
bool vivarium_error_is_heap_full(const wasmtime_error_t *);

#endif
