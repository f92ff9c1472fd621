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

/// More of it, kept from when the heap takes all that is left: a response or a
/// tool's result may be as long as that.
const LARGE_RESERVE: Layout = match Layout::from_size_align(1280 * 1024, 16) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};

/// A heap that still gets this much leaves the large reserve.
const ENOUGH: usize = 4 * LARGE_RESERVE.size();

thread_local! {
    static RESERVED: Cell<*mut u8> = const { Cell::new(ptr::null_mut()) };
    static LARGE_RESERVED: Cell<*mut u8> = const { Cell::new(ptr::null_mut()) };
    static LARGE_RESERVE_WANTED: Cell<bool> = const { Cell::new(false) };
}

unsafe impl GlobalAlloc for WithReserve {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        loop {
            let memory = unsafe { System.alloc(layout) };
            if !memory.is_null() || !release_reserve() {
                return memory;
            }
        }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        loop {
            let moved = unsafe { System.realloc(memory, layout, size) };
            if !moved.is_null() || !release_reserve() {
                return moved;
            }
        }
    }
}

#[global_allocator]
static ALLOCATOR: WithReserve = WithReserve;

/// Whether there was a reserve to give up: the small one first.
fn release_reserve() -> bool {
    for (reserved, layout) in [(&RESERVED, RESERVE), (&LARGE_RESERVED, LARGE_RESERVE)] {
        let reserve = reserved.replace(ptr::null_mut());
        if !reserve.is_null() {
            unsafe { System.dealloc(reserve, layout) };
            return true;
        }
    }
    false
}

/// Whether there is memory for this many bytes.
pub fn has_room(size: usize) -> bool {
    Vec::<u8>::new().try_reserve_exact(size).is_ok()
}

/// Puts the reserves back, where there is memory for them.
pub fn keep_reserve() {
    if RESERVED.get().is_null() {
        RESERVED.set(unsafe { System.alloc(RESERVE) });
    }
    if LARGE_RESERVE_WANTED.get() && LARGE_RESERVED.get().is_null() {
        LARGE_RESERVED.set(unsafe { System.alloc(LARGE_RESERVE) });
    }
}

/// The same, when the heap is about to take all that is left: that is when it
/// shows whether there is enough for the large one too.
fn keep_reserve_before(least: usize) {
    if !LARGE_RESERVE_WANTED.get() {
        let size = least.max(ENOUGH) + LARGE_RESERVE.size();
        let enough = host_alloc(size);
        if !enough.is_null() {
            LARGE_RESERVE_WANTED.set(true);
            unsafe { host_free(enough, size) };
        }
    }
    keep_reserve();
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
    keep_reserve_before(least);
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

#[unsafe(no_mangle)]
extern "C" fn host_fail(message: *const c_char) -> ! {
    let message = unsafe { CStr::from_ptr(message) };
    console::write_error(message.to_bytes());
    core::arch::wasm32::unreachable()
}
