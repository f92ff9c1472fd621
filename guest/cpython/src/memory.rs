//! Memory: one heap for both halves, the C library's functions included. Zig's libc
//! rounds every size up to a power of two; this one wastes some bytes for each.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr;

use dlmalloc::Dlmalloc;
use vivarium_shell::reserve::WithReserve;

struct Heap(UnsafeCell<Dlmalloc>);

// A guest has one thread.
unsafe impl Sync for Heap {}

static HEAP: Heap = Heap(UnsafeCell::new(Dlmalloc::new()));

#[allow(clippy::mut_from_ref)]
fn heap() -> &'static mut Dlmalloc {
    unsafe { &mut *HEAP.0.get() }
}

/// What the heap aligns to unasked.
const ALIGNMENT: usize = 2 * size_of::<usize>();

/// The size of a piece, which the C library's functions are not told. The word
/// before it holds that of the piece with this word, and three flags.
unsafe fn size_of_piece(memory: *mut u8) -> usize {
    let head = unsafe { memory.cast::<usize>().sub(1).read() };
    (head & !7) - size_of::<usize>()
}

#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut u8 {
    unsafe { heap().malloc(size, ALIGNMENT) }
}

#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut u8 {
    match count.checked_mul(size) {
        Some(size) => unsafe { heap().calloc(size, ALIGNMENT) },
        None => ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(memory: *mut u8, size: usize) -> *mut u8 {
    if memory.is_null() {
        return malloc(size);
    }
    unsafe { heap().realloc(memory, size_of_piece(memory), ALIGNMENT, size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn free(memory: *mut u8) {
    if !memory.is_null() {
        unsafe { heap().free(memory, size_of_piece(memory), ALIGNMENT) }
    }
}

#[unsafe(no_mangle)]
extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut u8 {
    unsafe { heap().malloc(size, alignment) }
}

pub struct Malloc;

unsafe impl GlobalAlloc for Malloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { heap().malloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { heap().free(memory, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe { heap().realloc(memory, layout.size(), layout.align(), size) }
    }
}

#[global_allocator]
pub static ALLOCATOR: WithReserve<Malloc> = WithReserve::new(Malloc);

/// The pages that a 32-bit memory can have.
const PAGES: usize = 65536;

/// Asks the host for all the memory that there could be, which it refuses. So the
/// host knows of a MemoryError that CPython raises without having asked.
#[unsafe(no_mangle)]
extern "C" fn host_refuse_memory() {
    let pages = core::arch::wasm32::memory_size::<0>();
    core::arch::wasm32::memory_grow::<0>(PAGES - pages);
}
