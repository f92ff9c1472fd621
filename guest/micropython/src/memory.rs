//! The memory of the crate and, asked for piece by piece, of the interpreter's heap.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;

use vivarium_shell::reserve::WithReserve;

#[global_allocator]
pub static ALLOCATOR: WithReserve<System> = WithReserve::new(System);

/// Asks the host for memory that the interpreter has refused by itself: for a size
/// that no allocation has, say. So the host knows of the demand. Memory that it does
/// give is not used.
#[unsafe(no_mangle)]
extern "C" fn host_memory_wanted(size: usize) {
    const PAGE: usize = 64 * 1024;
    const MOST_PAGES: usize = 1 << 16;
    let left = MOST_PAGES - core::arch::wasm32::memory_size(0);
    core::arch::wasm32::memory_grow(0, size.div_ceil(PAGE).clamp(1, left.max(1)));
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

/// The pieces of memory that `host_alloc_most` may put together, and the least.
const PIECES: usize = 32;
const LEAST_PIECE: usize = 64 * 1024;

/// As much memory as the host still gives in one piece, no more than `size` and no
/// less than `least`. Nobody says how much that is, so it is taken by halves; the
/// halves lie side by side and are one piece once they are given back.
#[unsafe(no_mangle)]
unsafe extern "C" fn host_alloc_most(least: usize, size: *mut usize) -> *mut u8 {
    let most = unsafe { *size };
    ALLOCATOR.keep_before(least);
    let mut pieces = [(ptr::null_mut(), 0); PIECES];
    let (mut count, mut total, mut piece) = (0, 0, least);
    while count < PIECES && piece >= LEAST_PIECE && total < most {
        let memory = host_alloc(piece);
        if !memory.is_null() {
            pieces[count] = (memory, piece);
            count += 1;
            total += piece;
            piece = (most - total.min(most)) / 2;
        } else if count == 0 {
            return memory;
        } else {
            piece /= 2;
        }
    }
    for &(memory, piece) in pieces[..count].iter().rev() {
        unsafe { host_free(memory, piece) };
    }
    // Where they do not lie side by side, there is less.
    let mut size_now = total.min(most) & !(HEAP_ALIGN - 1);
    loop {
        let memory = host_alloc(size_now.max(least));
        if !memory.is_null() || size_now <= least {
            unsafe { *size = size_now.max(least) };
            return memory;
        }
        size_now -= (size_now / 8) & !(HEAP_ALIGN - 1);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn host_free(memory: *mut u8, size: usize) {
    unsafe { System.dealloc(memory, Layout::from_size_align_unchecked(size, HEAP_ALIGN)) }
}
