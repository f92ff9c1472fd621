//! Memory: the crate's own and, asked for piece by piece, the interpreter's heap.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::{CStr, c_char};
use std::ptr;

use crate::console;

/// The system's allocator with a reserve. A program may use up all that the
/// host gives; what tells its end, or takes a call's result, still needs some.
struct WithReserve;

const RESERVE: Layout = match Layout::from_size_align(256 * 1024, 16) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};

thread_local! {
    static RESERVED: Cell<*mut u8> = const { Cell::new(ptr::null_mut()) };
}

unsafe impl GlobalAlloc for WithReserve {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe {
            let memory = System.alloc(layout);
            if !memory.is_null() || !release_reserve() {
                return memory;
            }
            System.alloc(layout)
        }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe {
            let moved = System.realloc(memory, layout, size);
            if !moved.is_null() || !release_reserve() {
                return moved;
            }
            System.realloc(memory, layout, size)
        }
    }
}

#[global_allocator]
static ALLOCATOR: WithReserve = WithReserve;

/// Whether there was a reserve to give up.
fn release_reserve() -> bool {
    let reserve = RESERVED.replace(ptr::null_mut());
    if reserve.is_null() {
        return false;
    }
    unsafe { System.dealloc(reserve, RESERVE) };
    true
}

/// Puts the reserve back, where there is memory for it.
pub fn keep_reserve() {
    if RESERVED.get().is_null() {
        RESERVED.set(unsafe { System.alloc(RESERVE) });
    }
}

const HEAP_ALIGN: usize = 16;

/// Memory for the interpreter's heap. The reserve is not for it.
#[unsafe(no_mangle)]
extern "C" fn host_alloc(size: usize) -> *mut u8 {
    match Layout::from_size_align(size, HEAP_ALIGN) {
        Ok(layout) => unsafe { System.alloc(layout) },
        Err(_) => ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn host_free(memory: *mut u8, size: usize) {
    unsafe { System.dealloc(memory, Layout::from_size_align_unchecked(size, HEAP_ALIGN)) }
}

#[unsafe(no_mangle)]
extern "C" fn host_fail(message: *const c_char) -> ! {
    let message = unsafe { CStr::from_ptr(message) };
    console::write_error(message.to_bytes());
    core::arch::wasm32::unreachable()
}
