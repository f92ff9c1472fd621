// The functions that differ between versions of the library.

#ifndef VIVARIUM_VERSIONS_H
#define VIVARIUM_VERSIONS_H

#include "store.h"

// viv_library_engine makes an engine; the configuration is the library's after it.
wasmtime_error_t *viv_library_engine(wasm_config_t *, size_t wasm_stack, uint64_t reservation, uint64_t guard,
                                     wasm_engine_t **);
wasmtime_error_t *viv_library_compile(wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **);
wasm_valtype_t *viv_library_valtype(uint8_t kind);
// viv_library_is_heap tells whether a memory that the library asks for is the
// store's heap for exceptions and objects, and none of the module's.
bool viv_library_is_heap(const viv_store *, size_t minimum, size_t reserved);
// viv_library_heap_is_full tells whether an error says that this heap was full
// and could not grow.
bool viv_library_heap_is_full(const wasmtime_error_t *);
// viv_library_empty_heap makes a heap that has some size as good as new for code that
// holds none of its objects; false where that cannot be done.
bool viv_library_empty_heap(viv_store *);
// viv_library_drop_exception frees the exception that code threw and did not
// catch; false where there is none.
bool viv_library_drop_exception(viv_store *);

#endif
