//! The memory of the guest. The interpreter's heap takes whole pages, so that it can
//! grow where it ends; the crate's own allocator takes its pages from the same place.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr;

use dlmalloc::{Allocator, Dlmalloc};
use vivarium_shell::reserve::{self, WithReserve};

const PAGE: usize = 64 * 1024;

/// Pages that the heap gave back: where they begin, and how many.
struct Free(UnsafeCell<[(usize, usize); 8]>);

// A guest has one thread.
unsafe impl Sync for Free {}

static FREE: Free = Free(UnsafeCell::new([(0, 0); 8]));

#[allow(clippy::mut_from_ref)]
fn free_pages() -> &'static mut [(usize, usize); 8] {
    unsafe { &mut *FREE.0.get() }
}

fn give_back(mut start: usize, mut pages: usize) {
    let free = free_pages();
    for range in free.iter_mut() {
        if range.1 > 0 && (range.0 + range.1 * PAGE == start || start + pages * PAGE == range.0) {
            start = start.min(range.0);
            pages += range.1;
            range.1 = 0;
        }
    }
    // Where there are too many ranges, the shortest is lost.
    if let Some(shortest) = free.iter_mut().min_by_key(|range| range.1)
        && shortest.1 < pages
    {
        *shortest = (start, pages);
    }
}

/// The start of so many pages that were given back, from `at` on where that is given.
fn take_back(pages: usize, at: Option<usize>) -> Option<usize> {
    let fits = |range: &&mut (usize, usize)| range.1 >= pages && at.is_none_or(|at| range.0 == at);
    let range = free_pages().iter_mut().filter(fits).min_by_key(|range| range.1)?;
    let start = range.0;
    *range = (start + pages * PAGE, range.1 - pages);
    Some(start)
}

/// Where so many new pages begin, which the host gives or refuses.
fn new_pages(pages: usize) -> Option<usize> {
    match core::arch::wasm32::memory_grow(0, pages) {
        usize::MAX => None,
        page => Some(page * PAGE),
    }
}

/// The size of the memory: where the next new pages begin.
fn end_of_memory() -> usize {
    core::arch::wasm32::memory_size(0) * PAGE
}

/// So many new pages, or as many as the host still gives, but no fewer than `least`.
/// Nobody says how many that is, so they are taken by halves. They lie side by side.
fn most_new_pages(least: usize, most: usize) -> usize {
    if new_pages(most).is_some() {
        return most;
    }
    if new_pages(least).is_none() {
        return 0;
    }
    let (mut pages, mut too_many) = (least, most);
    while too_many - pages > 1 {
        let piece = (too_many - pages) / 2;
        if new_pages(piece).is_some() {
            pages += piece;
        } else {
            too_many = pages + piece;
        }
    }
    // The heap has all that there is now, but for what calls of the host may need.
    let reserve = reserve::LARGE.size().div_ceil(PAGE) + 1;
    if pages >= least + 5 * reserve {
        pages -= reserve;
        give_back(end_of_memory() - reserve * PAGE, reserve);
        ALLOCATOR.keep_large();
    }
    pages
}

/// Asks the host for memory that the interpreter has refused by itself: for a size
/// that no allocation has, say. So the host knows of the demand.
#[unsafe(no_mangle)]
extern "C" fn host_memory_wanted(size: usize) {
    const MOST_PAGES: usize = 1 << 16;
    let left = MOST_PAGES - core::arch::wasm32::memory_size(0);
    let pages = size.div_ceil(PAGE).clamp(1, left.max(1));
    if let Some(start) = new_pages(pages) {
        give_back(start, pages);
    }
}

/// Memory for a new part of the interpreter's heap: `most` bytes or as much as there
/// is, but no less than `least`. The size is then in `size`.
#[unsafe(no_mangle)]
unsafe extern "C" fn host_heap_new(least: usize, most: usize, size: *mut usize) -> *mut u8 {
    let (least, most) = (least.div_ceil(PAGE), most.max(least).div_ceil(PAGE));
    let found = match take_back(most, None) {
        Some(start) => Some((start, most)),
        None => match (end_of_memory(), most_new_pages(least, most)) {
            (_, 0) => take_back(least, None).map(|start| (start, least)),
            (start, pages) => Some((start, pages)),
        },
    };
    let Some((start, pages)) = found else {
        return ptr::null_mut();
    };
    unsafe { *size = pages * PAGE };
    start as *mut u8
}

/// Makes a part of the heap that ends here longer, by `most` bytes or as much as there
/// is, but no less than `least`. Gives how much longer it is, 0 where it cannot be.
#[unsafe(no_mangle)]
extern "C" fn host_heap_extend(end: usize, least: usize, most: usize) -> usize {
    let (least, most) = (least.div_ceil(PAGE), most.max(least).div_ceil(PAGE));
    if end == end_of_memory() {
        return most_new_pages(least, most) * PAGE;
    }
    for pages in [most, least] {
        if take_back(pages, Some(end)).is_some() {
            return pages * PAGE;
        }
    }
    0
}

#[unsafe(no_mangle)]
extern "C" fn host_heap_free(start: usize, size: usize) {
    give_back(start, size / PAGE);
}

/// Whole pages for the allocator: those that were given back, or new ones.
struct Pages;

unsafe impl Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let pages = size.div_ceil(PAGE);
        match take_back(pages, None).or_else(|| new_pages(pages)) {
            Some(start) => (start as *mut u8, pages * PAGE, 0),
            None => (ptr::null_mut(), 0, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        ptr::null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        false
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

pub struct Malloc(UnsafeCell<Dlmalloc<Pages>>);

unsafe impl Sync for Malloc {}

impl Malloc {
    #[allow(clippy::mut_from_ref)]
    fn heap(&self) -> &mut Dlmalloc<Pages> {
        unsafe { &mut *self.0.get() }
    }
}

unsafe impl GlobalAlloc for Malloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { self.heap().malloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { self.heap().free(memory, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        unsafe { self.heap().realloc(memory, layout.size(), layout.align(), size) }
    }
}

#[global_allocator]
pub static ALLOCATOR: WithReserve<Malloc> =
    WithReserve::new(Malloc(UnsafeCell::new(Dlmalloc::new_with_allocator(Pages))));
