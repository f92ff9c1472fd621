//! libwasmtime's C API as a static library, and the few functions that the C
//! API lacks. `library.h` beside this folder declares them for C.

use std::mem::{align_of, size_of};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use wasmtime_c_api::*;

use wasmtime_c_api::wasmtime::{Config, Engine, Error, GcHeapOutOfMemory, Module, ValType};

// The C API keeps the values that are needed here in private fields. Each of
// these types is a wrapper of one value, and nothing else fits into its size, so
// a pointer to the one is a pointer to the other.
const _: () = {
    assert!(size_of::<wasm_config_t>() == size_of::<Config>());
    assert!(align_of::<wasm_config_t>() == align_of::<Config>());
    assert!(size_of::<wasm_engine_t>() == size_of::<Engine>());
    assert!(align_of::<wasm_engine_t>() == align_of::<Engine>());
    assert!(size_of::<wasmtime_module_t>() == size_of::<Module>());
    assert!(align_of::<wasmtime_module_t>() == align_of::<Module>());
    assert!(size_of::<wasmtime_error_t>() == size_of::<Error>());
    assert!(align_of::<wasmtime_error_t>() == align_of::<Error>());
};

type Failure = Option<Box<wasmtime_error_t>>;

fn failure(error: Error) -> Failure {
    Some(Box::new(error.into()))
}

/// Makes an engine, or says why the configuration is refused, where
/// `wasm_engine_new_with_config` ends the process. `heap_reservation`
/// and `heap_guard` are the range of addresses in bytes that the memory creator
/// is asked for when it is to make a store's heap of exceptions and objects.
#[unsafe(no_mangle)]
pub extern "C" fn vivarium_engine_new(
    config: Box<wasm_config_t>,
    async_stack_size: usize,
    heap_reservation: u64,
    heap_guard: u64,
    out: &mut *mut wasm_engine_t,
) -> Failure {
    // SAFETY: a wasm_config_t is a Config, see above.
    let mut config = unsafe { Box::from_raw(Box::into_raw(config).cast::<Config>()) };
    config.async_stack_size(async_stack_size);
    config.gc_heap_reservation(heap_reservation);
    config.gc_heap_guard_size(heap_guard);
    config.gc_heap_may_move(false);
    match Engine::new(&config) {
        Ok(engine) => {
            *out = Box::into_raw(Box::new(engine)).cast();
            None
        }
        Err(error) => failure(error),
    }
}

/// Compiles a module. A panic of the compiler is an error of this module, where
/// `wasmtime_module_new` ends the process.
///
/// # Safety
///
/// `wasm` points to `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vivarium_module_new(
    engine: &wasm_engine_t,
    wasm: *const u8,
    len: usize,
    out: &mut *mut wasmtime_module_t,
) -> Failure {
    // SAFETY: a wasm_engine_t is an Engine, see above.
    let engine = unsafe { &*std::ptr::from_ref(engine).cast::<Engine>() };
    let bytes = if len == 0 {
        &[][..]
    } else {
        // SAFETY: promised by the caller.
        unsafe { std::slice::from_raw_parts(wasm, len) }
    };
    match catch_unwind(AssertUnwindSafe(|| Module::from_binary(engine, bytes))) {
        Ok(Ok(module)) => {
            *out = Box::into_raw(Box::new(module)).cast();
            None
        }
        Ok(Err(error)) => failure(error),
        Err(_) => failure(Error::msg("the compiler panicked")),
    }
}

/// Gives the type of a `WASMTIME_*` number, of which `wasm_valtype_new` lacks
/// v128, or null for a number that has none.
#[unsafe(no_mangle)]
pub extern "C" fn vivarium_valtype_new(kind: u8) -> Option<Box<wasm_valtype_t>> {
    Some(Box::new(match kind {
        WASMTIME_I32 => ValType::I32,
        WASMTIME_I64 => ValType::I64,
        WASMTIME_F32 => ValType::F32,
        WASMTIME_F64 => ValType::F64,
        WASMTIME_V128 => ValType::V128,
        WASM_FUNCREF => ValType::FUNCREF,
        WASM_EXTERNREF => ValType::EXTERNREF,
        _ => return None,
    }))
}

/// Tells whether an error means that the heap of exceptions and objects was full
/// and could not grow.
#[unsafe(no_mangle)]
pub extern "C" fn vivarium_error_is_heap_full(error: &wasmtime_error_t) -> bool {
    // SAFETY: a wasmtime_error_t is an Error, see above.
    let error = unsafe { &*std::ptr::from_ref(error).cast::<Error>() };
    error.is::<GcHeapOutOfMemory<()>>()
}
