//! Memory: one heap for both halves, that of the C library.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::c_void;

use vivarium_shell::reserve::WithReserve;

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void;
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

pub struct Malloc;

/// What `malloc` aligns to.
const ALIGNMENT: usize = 16;

unsafe impl GlobalAlloc for Malloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() <= ALIGNMENT {
            return unsafe { malloc(layout.size()) }.cast();
        }
        let size = layout.size().next_multiple_of(layout.align());
        unsafe { aligned_alloc(layout.align(), size) }.cast()
    }

    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        unsafe { free(memory.cast()) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.align() <= ALIGNMENT {
            return unsafe { realloc(memory.cast(), size) }.cast();
        }
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(memory, layout.size().min(size));
                self.dealloc(memory, layout);
            }
            moved
        }
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
