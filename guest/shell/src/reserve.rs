//! Memory for telling how a run ended when the program has used up all of it.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr;

/// An allocator with a reserve. A program may use up all that the host gives; what
/// tells its end, or takes a call's result, still needs some. A guest makes it its
/// `#[global_allocator]`.
pub struct WithReserve<A> {
    allocator: A,
    small: Cell<*mut u8>,
    large: Cell<*mut u8>,
    large_wanted: Cell<bool>,
}

// A guest has one thread.
unsafe impl<A> Sync for WithReserve<A> {}

/// Four pages, with what an allocator adds.
const SMALL: Layout = match Layout::from_size_align(252 * 1024, 16) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};

/// More of it, kept from when the heap takes all that is left: a response or a
/// tool's result may be as long as that.
pub const LARGE: Layout = match Layout::from_size_align(1280 * 1024, 16) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};

impl<A: GlobalAlloc> WithReserve<A> {
    pub const fn new(allocator: A) -> Self {
        Self {
            allocator,
            small: Cell::new(ptr::null_mut()),
            large: Cell::new(ptr::null_mut()),
            large_wanted: Cell::new(false),
        }
    }

    /// Puts the reserves back, where there is memory for them.
    pub fn keep(&self) {
        if self.small.get().is_null() {
            self.small.set(unsafe { self.allocator.alloc(SMALL) });
        }
        if self.large_wanted.get() && self.large.get().is_null() {
            self.large.set(unsafe { self.allocator.alloc(LARGE) });
        }
    }

    /// The same, when the heap has taken all that is left but for the large one.
    pub fn keep_large(&self) {
        self.large_wanted.set(true);
        self.keep();
    }

    /// Whether there was a reserve to give up: the small one first.
    fn release(&self) -> bool {
        for (reserved, layout) in [(&self.small, SMALL), (&self.large, LARGE)] {
            let reserve = reserved.replace(ptr::null_mut());
            if !reserve.is_null() {
                unsafe { self.allocator.dealloc(reserve, layout) };
                return true;
            }
        }
        false
    }
}

unsafe impl<A: GlobalAlloc> GlobalAlloc for WithReserve<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        loop {
            let memory = unsafe { self.allocator.alloc(layout) };
            if !memory.is_null() || !self.release() {
                return memory;
            }
        }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { self.allocator.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        loop {
            let moved = unsafe { self.allocator.realloc(memory, layout, size) };
            if !moved.is_null() || !self.release() {
                return moved;
            }
        }
    }
}

/// Whether there is memory for this many bytes.
pub fn has_room(size: usize) -> bool {
    Vec::<u8>::new().try_reserve_exact(size).is_ok()
}
