//! What the C library wants of WASI preview 1, over the imports of the world. Its
//! calls resolve to these functions when the module is linked, so that none of
//! them is left to import.

mod clocks;
mod files;
mod paths;

use std::slice;

use vivarium_shell::bindings::vivarium::runner::console::{Stream, write};

use crate::descriptors::Errno;

/// So much at a time is there memory for beside the program's own.
const PIECE: usize = 256 * 1024;

mod filetype {
    pub const CHARACTER_DEVICE: u8 = 2;
    pub const DIRECTORY: u8 = 3;
    pub const REGULAR_FILE: u8 = 4;
}

#[repr(C)]
struct Buffer {
    data: *mut u8,
    len: usize,
}

unsafe fn buffers(first: *const Buffer, count: usize) -> &'static [Buffer] {
    if count == 0 {
        &[]
    } else {
        unsafe { slice::from_raw_parts(first, count) }
    }
}

unsafe fn bytes(data: *const u8, len: usize) -> &'static [u8] {
    if len == 0 {
        &[]
    } else {
        unsafe { slice::from_raw_parts(data, len) }
    }
}

unsafe fn text(data: *const u8, len: usize) -> Result<&'static str, Errno> {
    std::str::from_utf8(unsafe { bytes(data, len) }).map_err(|_| Errno::INVAL)
}

fn number(result: Result<(), Errno>) -> i32 {
    result.map_or_else(|error| error.0, |()| 0)
}

unsafe fn store<T>(result: Result<T, Errno>, place: *mut T) -> i32 {
    number(result.map(|value| unsafe { place.write_unaligned(value) }))
}

// Arguments and environment: the interpreter is told of those at each run.

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_args_sizes_get(
    count: *mut usize,
    size: *mut usize,
) -> i32 {
    unsafe {
        count.write(0);
        size.write(0);
    }
    0
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_args_get(_: *mut *mut u8, _: *mut u8) -> i32 {
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_environ_sizes_get(
    count: *mut usize,
    size: *mut usize,
) -> i32 {
    unsafe { __imported_wasi_snapshot_preview1_args_sizes_get(count, size) }
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_environ_get(_: *mut *mut u8, _: *mut u8) -> i32 {
    0
}

// Sockets: none.

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_sock_accept(_: i32, _: i32, _: *mut i32) -> i32 {
    Errno::NOTSOCK.0
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_sock_recv(
    _: i32,
    _: *const Buffer,
    _: usize,
    _: i32,
    _: *mut usize,
    _: *mut i32,
) -> i32 {
    Errno::NOTSOCK.0
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_sock_send(
    _: i32,
    _: *const Buffer,
    _: usize,
    _: i32,
    _: *mut usize,
) -> i32 {
    Errno::NOTSOCK.0
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_sock_shutdown(_: i32, _: i32) -> i32 {
    Errno::NOTSOCK.0
}

/// The C library's exit: only what is broken beyond an exception comes here.
#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_proc_exit(_: i32) -> ! {
    write(Stream::Stderr, b"the interpreter stopped itself\n");
    core::arch::wasm32::unreachable()
}
