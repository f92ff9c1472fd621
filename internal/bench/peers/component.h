// The part of wasmtime's C API for components that the measurement uses. It is
// declared here so that no path to the library's headers is needed.

#ifndef PEERS_COMPONENT_H
#define PEERS_COMPONENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_store wasmtime_store_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_component_t wasmtime_component_t;
typedef struct wasmtime_component_linker_t wasmtime_component_linker_t;
typedef struct wasmtime_component_linker_instance_t wasmtime_component_linker_instance_t;
typedef struct wasmtime_component_export_index_t wasmtime_component_export_index_t;
typedef struct wasmtime_component_func_type_t wasmtime_component_func_type_t;

typedef struct wasmtime_component_instance {
  uint64_t store_id;
  uint32_t private1;
} wasmtime_component_instance_t;

typedef struct wasmtime_component_func {
  struct {
    uint64_t store_id;
    uint32_t private1;
  };
  uint32_t private2;
} wasmtime_component_func_t;

struct wasmtime_component_val;

typedef struct wasm_name {
  size_t size;
  char *data;
} wasm_name_t;

typedef struct wasmtime_component_vallist {
  size_t size;
  struct wasmtime_component_val *data;
} wasmtime_component_vallist_t;

// The kinds of value that are used. The greatest of all kinds is three words.
enum { KIND_U8 = 2, KIND_U32 = 6, KIND_STRING = 12, KIND_LIST = 13 };

typedef struct wasmtime_component_val {
  uint8_t kind;
  union {
    uint8_t u8;
    uint32_t u32;
    wasm_name_t string;
    wasmtime_component_vallist_t list;
    uint64_t words[3];
  } of;
} wasmtime_component_val_t;

typedef wasmtime_error_t *(*wasmtime_component_func_callback_t)(void *, wasmtime_context_t *,
                                                                const wasmtime_component_func_type_t *,
                                                                wasmtime_component_val_t *, size_t,
                                                                wasmtime_component_val_t *, size_t);

wasm_config_t *wasm_config_new(void);
void wasmtime_config_epoch_interruption_set(wasm_config_t *, bool);
wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *);
void wasm_engine_delete(wasm_engine_t *);
void wasmtime_error_delete(wasmtime_error_t *);
wasmtime_store_t *wasmtime_store_new(wasm_engine_t *, void *, void (*)(void *));
wasmtime_context_t *wasmtime_store_context(wasmtime_store_t *);
void wasmtime_context_set_epoch_deadline(wasmtime_context_t *, uint64_t);
void wasmtime_store_delete(wasmtime_store_t *);
wasmtime_error_t *wasmtime_component_new(const wasm_engine_t *, const uint8_t *, size_t, wasmtime_component_t **);
void wasmtime_component_delete(wasmtime_component_t *);
wasmtime_component_export_index_t *wasmtime_component_get_export_index(const wasmtime_component_t *,
                                                                       const wasmtime_component_export_index_t *,
                                                                       const char *, size_t);
void wasmtime_component_export_index_delete(wasmtime_component_export_index_t *);
wasmtime_component_linker_t *wasmtime_component_linker_new(const wasm_engine_t *);
wasmtime_component_linker_instance_t *wasmtime_component_linker_root(wasmtime_component_linker_t *);
wasmtime_error_t *wasmtime_component_linker_instance_add_instance(wasmtime_component_linker_instance_t *, const char *,
                                                                  size_t, wasmtime_component_linker_instance_t **);
wasmtime_error_t *wasmtime_component_linker_instance_add_func(wasmtime_component_linker_instance_t *, const char *,
                                                              size_t, wasmtime_component_func_callback_t, void *,
                                                              void (*)(void *));
void wasmtime_component_linker_instance_delete(wasmtime_component_linker_instance_t *);
wasmtime_error_t *wasmtime_component_linker_instantiate(const wasmtime_component_linker_t *, wasmtime_context_t *,
                                                        const wasmtime_component_t *, wasmtime_component_instance_t *);
void wasmtime_component_linker_delete(wasmtime_component_linker_t *);
bool wasmtime_component_instance_get_func(const wasmtime_component_instance_t *, wasmtime_context_t *,
                                          const wasmtime_component_export_index_t *, wasmtime_component_func_t *);
wasmtime_error_t *wasmtime_component_func_call(const wasmtime_component_func_t *, wasmtime_context_t *,
                                               const wasmtime_component_val_t *, size_t, wasmtime_component_val_t *,
                                               size_t);
void wasmtime_component_vallist_new_uninit(wasmtime_component_vallist_t *, size_t);
void wasmtime_component_val_delete(wasmtime_component_val_t *);

// The exports that are measured.
enum { INCREMENT, INCREMENT_BY_HOST, ECHO_STRING, ECHO_BYTES, EXPORTS };

typedef struct peer {
  wasm_engine_t *engine;
  wasmtime_component_t *component;
  wasmtime_component_linker_t *linker;
  wasmtime_component_export_index_t *exports[EXPORTS];
} peer;

typedef struct peer_instance {
  wasmtime_store_t *store;
  wasmtime_context_t *ctx;
  wasmtime_component_func_t funcs[EXPORTS];
} peer_instance;

// These say whether all went well. peer_delete and peer_instance_delete take what
// was only half made as well.
bool peer_new(peer *, const uint8_t *component, size_t);
void peer_delete(peer *);
bool peer_instantiate(const peer *, peer_instance *);
void peer_instance_delete(peer_instance *);
bool peer_u32(peer_instance *, int func, uint32_t x, uint32_t *out);
// out is as long as what goes in, and so must be what comes back.
bool peer_string(peer_instance *, const char *in, size_t n, char *out);
bool peer_bytes(peer_instance *, const uint8_t *in, size_t n, uint8_t *out);

#endif
