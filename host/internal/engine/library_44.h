// Declarations that are particular to version 44 of libwasmtime: see library.h.

#ifndef VIVARIUM_LIBRARY_44_H
#define VIVARIUM_LIBRARY_44_H

#if defined(__linux__) && !defined(__GLIBC__)
#error "Vivarium: the prebuilt engine needs glibc. On musl build with the tag vivarium_lts, and the library for x86_64-unknown-linux-musl by host/internal/engine/lts/build.sh"
#endif

typedef struct wasmtime_exn wasmtime_exn_t;

wasm_engine_t *VIV_FN(wasm_engine_new_with_config)(wasm_config_t *);
void VIV_FN(wasmtime_engine_increment_epoch)(wasm_engine_t *);
void VIV_FN(wasmtime_config_async_stack_size_set)(wasm_config_t *, uint64_t);
void VIV_FN(wasmtime_config_wasm_threads_set)(wasm_config_t *, bool);
wasmtime_error_t *VIV_FN(wasmtime_module_new)(wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **);
wasmtime_error_t *VIV_FN(wasmtime_module_serialize)(wasmtime_module_t *, wasm_byte_vec_t *);
wasm_valtype_t *VIV_FN(wasm_valtype_new)(uint8_t);
bool VIV_FN(wasmtime_context_take_exception)(wasmtime_context_t *, wasmtime_exn_t **);
void VIV_FN(wasmtime_exn_delete)(wasmtime_exn_t *);
uint8_t *VIV_FN(wasmtime_memory_data)(const wasmtime_context_t *, const wasmtime_memory_t *);

#endif
