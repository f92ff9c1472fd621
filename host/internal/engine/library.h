// The part of libwasmtime's C API that this package uses, declared here so
// that nothing but the library itself is needed to build. layout_test.go
// compares every line with the library's own headers:
//
//   VIV_FN(name)            a function; its prototype must be compatible
//   VIV_TYPE(name)          a struct or union, whose size and offsets must
//                           agree, or a pointer to a function, which must be
//                           compatible
//   VIV_CONST(name, value)  a constant; the value must agree
//
// These declarations are the same in every version of the library that can be
// linked. The two headers at the end declare the rest.

#ifndef VIVARIUM_LIBRARY_H
#define VIVARIUM_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef VIV_CHECK_LAYOUT
#define VIV_FN(name) name
#define VIV_TYPE(name) name
#define VIV_CONST(name, value) enum { name = value };
#endif

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_frame_t wasm_frame_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_memorytype_t wasm_memorytype_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_store wasmtime_store_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasmtime_linker wasmtime_linker_t;
typedef struct wasmtime_instance_pre wasmtime_instance_pre_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_sharedmemory wasmtime_sharedmemory_t;

typedef struct VIV_TYPE(wasm_byte_vec_t) {
  size_t size;
  char *data;
} VIV_TYPE(wasm_byte_vec_t);

typedef struct VIV_TYPE(wasm_frame_vec_t) {
  size_t size;
  wasm_frame_t **data;
} VIV_TYPE(wasm_frame_vec_t);

typedef struct VIV_TYPE(wasm_valtype_vec_t) {
  size_t size;
  wasm_valtype_t **data;
} VIV_TYPE(wasm_valtype_vec_t);

typedef struct VIV_TYPE(wasmtime_func) {
  uint64_t store_id;
  void *__private;
} VIV_TYPE(wasmtime_func_t);

typedef struct VIV_TYPE(wasmtime_table) {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
} VIV_TYPE(wasmtime_table_t);

typedef struct VIV_TYPE(wasmtime_memory) {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
} VIV_TYPE(wasmtime_memory_t);

typedef struct VIV_TYPE(wasmtime_global) {
  uint64_t store_id;
  uint32_t __private1;
  uint32_t __private2;
  uint32_t __private3;
} VIV_TYPE(wasmtime_global_t);

typedef struct VIV_TYPE(wasmtime_tag) {
  struct {
    uint64_t store_id;
    uint32_t __private1;
  };
  uint32_t __private2;
} VIV_TYPE(wasmtime_tag_t);

typedef struct VIV_TYPE(wasmtime_instance) {
  uint64_t store_id;
  size_t __private;
} VIV_TYPE(wasmtime_instance_t);

typedef union VIV_TYPE(wasmtime_extern_union) {
  VIV_TYPE(wasmtime_func_t) func;
  VIV_TYPE(wasmtime_global_t) global;
  VIV_TYPE(wasmtime_table_t) table;
  VIV_TYPE(wasmtime_memory_t) memory;
  struct wasmtime_sharedmemory *sharedmemory;
  VIV_TYPE(wasmtime_tag_t) tag;
} VIV_TYPE(wasmtime_extern_union_t);

typedef struct VIV_TYPE(wasmtime_extern) {
  uint8_t kind;
  VIV_TYPE(wasmtime_extern_union_t) of;
} VIV_TYPE(wasmtime_extern_t);

typedef struct VIV_TYPE(wasmtime_anyref) {
  uint64_t store_id;
  uint32_t __private1;
  uint32_t __private2;
  void *__private3;
} VIV_TYPE(wasmtime_anyref_t);

typedef union VIV_TYPE(wasmtime_valunion) {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  VIV_TYPE(wasmtime_anyref_t) anyref;
  VIV_TYPE(wasmtime_func_t) funcref;
  uint8_t v128[16];
} VIV_TYPE(wasmtime_valunion_t);

typedef struct VIV_TYPE(wasmtime_val) {
  uint8_t kind;
  VIV_TYPE(wasmtime_valunion_t) of;
} VIV_TYPE(wasmtime_val_t);

typedef union VIV_TYPE(wasmtime_val_raw) {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  uint8_t v128[16];
  uint32_t anyref;
  uint32_t externref;
  void *funcref;
} VIV_TYPE(wasmtime_val_raw_t);

typedef struct VIV_TYPE(wasmtime_linear_memory) {
  void *env;
  uint8_t *(*get_memory)(void *env, size_t *byte_size, size_t *byte_capacity);
  wasmtime_error_t *(*grow_memory)(void *env, size_t new_size);
  void (*finalizer)(void *);
} VIV_TYPE(wasmtime_linear_memory_t);

typedef wasmtime_error_t *(*VIV_TYPE(wasmtime_new_memory_callback_t))(
    void *env, const wasm_memorytype_t *ty, size_t minimum, size_t maximum,
    size_t reserved_size_in_bytes, size_t guard_size_in_bytes,
    wasmtime_linear_memory_t *memory_ret);

typedef wasm_trap_t *(*VIV_TYPE(wasmtime_func_unchecked_callback_t))(
    void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *args_and_results,
    size_t num_args_and_results);

typedef struct VIV_TYPE(wasmtime_memory_creator) {
  void *env;
  wasmtime_new_memory_callback_t new_memory;
  void (*finalizer)(void *);
} VIV_TYPE(wasmtime_memory_creator_t);

VIV_CONST(WASMTIME_EXTERN_FUNC, 0)
VIV_CONST(WASMTIME_EXTERN_GLOBAL, 1)
VIV_CONST(WASMTIME_EXTERN_TABLE, 2)
VIV_CONST(WASMTIME_EXTERN_MEMORY, 3)
VIV_CONST(WASMTIME_EXTERN_TAG, 5)
VIV_CONST(WASMTIME_I32, 0)
VIV_CONST(WASMTIME_I64, 1)
VIV_CONST(WASMTIME_F32, 2)
VIV_CONST(WASMTIME_F64, 3)
VIV_CONST(WASMTIME_V128, 4)
VIV_CONST(WASM_EXTERNREF, 128)
VIV_CONST(WASM_FUNCREF, 129)
VIV_CONST(WASMTIME_OPT_LEVEL_SPEED, 1)
VIV_CONST(WASMTIME_STRATEGY_CRANELIFT, 1)
VIV_CONST(WASMTIME_UPDATE_DEADLINE_CONTINUE, 0)
VIV_CONST(WASMTIME_TRAP_CODE_STACK_OVERFLOW, 0)
VIV_CONST(WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS, 1)
VIV_CONST(WASMTIME_TRAP_CODE_HEAP_MISALIGNED, 2)
VIV_CONST(WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS, 3)
VIV_CONST(WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL, 4)
VIV_CONST(WASMTIME_TRAP_CODE_BAD_SIGNATURE, 5)
VIV_CONST(WASMTIME_TRAP_CODE_INTEGER_OVERFLOW, 6)
VIV_CONST(WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO, 7)
VIV_CONST(WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER, 8)
VIV_CONST(WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED, 9)
VIV_CONST(WASMTIME_TRAP_CODE_INTERRUPT, 10)
VIV_CONST(WASMTIME_TRAP_CODE_OUT_OF_FUEL, 11)
VIV_CONST(WASMTIME_TRAP_CODE_ATOMIC_WAIT_NON_SHARED_MEMORY, 12)
VIV_CONST(WASMTIME_TRAP_CODE_NULL_REFERENCE, 13)
VIV_CONST(WASMTIME_TRAP_CODE_ARRAY_OUT_OF_BOUNDS, 14)
VIV_CONST(WASMTIME_TRAP_CODE_ALLOCATION_TOO_LARGE, 15)
VIV_CONST(WASMTIME_TRAP_CODE_CAST_FAILURE, 16)

wasm_config_t *VIV_FN(wasm_config_new)(void);
void VIV_FN(wasm_config_delete)(wasm_config_t *);
void VIV_FN(wasm_engine_delete)(wasm_engine_t *);

void VIV_FN(wasmtime_config_consume_fuel_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_epoch_interruption_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_max_wasm_stack_set)(wasm_config_t *, size_t);
void VIV_FN(wasmtime_config_shared_memory_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_tail_call_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_reference_types_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_function_references_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_gc_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_gc_support_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_simd_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_relaxed_simd_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_relaxed_simd_deterministic_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_bulk_memory_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_multi_value_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_multi_memory_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_memory64_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_wide_arithmetic_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_exceptions_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_custom_page_sizes_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_wasm_stack_switching_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_strategy_set)(wasm_config_t *, uint8_t);
void VIV_FN(wasmtime_config_parallel_compilation_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_cranelift_opt_level_set)(wasm_config_t *, uint8_t);
void VIV_FN(wasmtime_config_cranelift_nan_canonicalization_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_memory_may_move_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_memory_reservation_set)(wasm_config_t *, uint64_t);
void VIV_FN(wasmtime_config_memory_guard_size_set)(wasm_config_t *, uint64_t);
void VIV_FN(wasmtime_config_memory_init_cow_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_macos_use_mach_ports_set)(wasm_config_t *, bool);
void VIV_FN(wasmtime_config_host_memory_creator_set)(wasm_config_t *, wasmtime_memory_creator_t *);

wasmtime_error_t *VIV_FN(wasmtime_error_new)(const char *);
void VIV_FN(wasmtime_error_delete)(wasmtime_error_t *);
void VIV_FN(wasmtime_error_message)(const wasmtime_error_t *, wasm_byte_vec_t *);
void VIV_FN(wasmtime_error_wasm_trace)(const wasmtime_error_t *, wasm_frame_vec_t *);
void VIV_FN(wasm_byte_vec_delete)(wasm_byte_vec_t *);

wasm_trap_t *VIV_FN(wasmtime_trap_new)(const char *, size_t);
bool VIV_FN(wasmtime_trap_code)(const wasm_trap_t *, uint8_t *);
void VIV_FN(wasm_trap_delete)(wasm_trap_t *);
void VIV_FN(wasm_trap_trace)(const wasm_trap_t *, wasm_frame_vec_t *);
void VIV_FN(wasm_frame_vec_delete)(wasm_frame_vec_t *);
uint32_t VIV_FN(wasm_frame_func_index)(const wasm_frame_t *);
size_t VIV_FN(wasm_frame_func_offset)(const wasm_frame_t *);
size_t VIV_FN(wasm_frame_module_offset)(const wasm_frame_t *);
const wasm_byte_vec_t *VIV_FN(wasmtime_frame_func_name)(const wasm_frame_t *);
const wasm_byte_vec_t *VIV_FN(wasmtime_frame_module_name)(const wasm_frame_t *);

void VIV_FN(wasmtime_module_delete)(wasmtime_module_t *);
wasmtime_error_t *VIV_FN(wasmtime_module_deserialize_file)(wasm_engine_t *, const char *, wasmtime_module_t **);
wasmtime_error_t *VIV_FN(wasmtime_wat2wasm)(const char *, size_t, wasm_byte_vec_t *);

void VIV_FN(wasm_valtype_vec_new_uninitialized)(wasm_valtype_vec_t *, size_t);
wasm_functype_t *VIV_FN(wasm_functype_new)(wasm_valtype_vec_t *, wasm_valtype_vec_t *);
void VIV_FN(wasm_functype_delete)(wasm_functype_t *);

wasmtime_store_t *VIV_FN(wasmtime_store_new)(wasm_engine_t *, void *, void (*)(void *));
wasmtime_context_t *VIV_FN(wasmtime_store_context)(wasmtime_store_t *);
void VIV_FN(wasmtime_store_delete)(wasmtime_store_t *);
void VIV_FN(wasmtime_store_limiter)(wasmtime_store_t *, int64_t, int64_t, int64_t, int64_t, int64_t);
wasmtime_error_t *VIV_FN(wasmtime_context_gc)(wasmtime_context_t *);
wasmtime_error_t *VIV_FN(wasmtime_context_set_fuel)(wasmtime_context_t *, uint64_t);
wasmtime_error_t *VIV_FN(wasmtime_context_get_fuel)(const wasmtime_context_t *, uint64_t *);
void VIV_FN(wasmtime_context_set_epoch_deadline)(wasmtime_context_t *, uint64_t);
void VIV_FN(wasmtime_store_epoch_deadline_callback)(
    wasmtime_store_t *, wasmtime_error_t *(*)(wasmtime_context_t *, void *, uint64_t *, uint8_t *), void *,
    void (*)(void *));

wasmtime_linker_t *VIV_FN(wasmtime_linker_new)(wasm_engine_t *);
void VIV_FN(wasmtime_linker_delete)(wasmtime_linker_t *);
wasmtime_error_t *VIV_FN(wasmtime_linker_define_func_unchecked)(
    wasmtime_linker_t *, const char *, size_t, const char *, size_t, const wasm_functype_t *,
    wasmtime_func_unchecked_callback_t, void *, void (*)(void *));
wasmtime_error_t *VIV_FN(wasmtime_linker_instantiate_pre)(
    const wasmtime_linker_t *, const wasmtime_module_t *, wasmtime_instance_pre_t **);
void VIV_FN(wasmtime_instance_pre_delete)(wasmtime_instance_pre_t *);
wasmtime_error_t *VIV_FN(wasmtime_instance_pre_instantiate)(
    const wasmtime_instance_pre_t *, wasmtime_context_t *, wasmtime_instance_t *, wasm_trap_t **);
wasmtime_error_t *VIV_FN(wasmtime_instance_new)(
    wasmtime_context_t *, const wasmtime_module_t *, const wasmtime_extern_t *, size_t, wasmtime_instance_t *,
    wasm_trap_t **);
bool VIV_FN(wasmtime_instance_export_nth)(
    wasmtime_context_t *, const wasmtime_instance_t *, size_t, char **, size_t *, wasmtime_extern_t *);
bool VIV_FN(wasmtime_instance_export_get)(
    wasmtime_context_t *, const wasmtime_instance_t *, const char *, size_t, wasmtime_extern_t *);

wasmtime_error_t *VIV_FN(wasmtime_func_call_unchecked)(
    wasmtime_context_t *, const wasmtime_func_t *, wasmtime_val_raw_t *, size_t, wasm_trap_t **);
void VIV_FN(wasmtime_func_new_unchecked)(
    wasmtime_context_t *, const wasm_functype_t *, wasmtime_func_unchecked_callback_t, void *, void (*)(void *),
    wasmtime_func_t *);

wasmtime_error_t *VIV_FN(wasmtime_memory_grow)(wasmtime_context_t *, const wasmtime_memory_t *, uint64_t, uint64_t *);
void VIV_FN(wasmtime_global_get)(wasmtime_context_t *, const wasmtime_global_t *, wasmtime_val_t *);
wasmtime_error_t *VIV_FN(wasmtime_global_set)(wasmtime_context_t *, const wasmtime_global_t *, const wasmtime_val_t *);

#ifdef VIVARIUM_LTS
#include "library_lts.h"
#else
#include "library_44.h"
#endif

#endif
