//! The console, standard input, clocks and chance.

use std::ffi::{CStr, c_char};
use std::slice;

use crate::vivarium::runner::console::{Stream, write};
use crate::vivarium::runner::context;
use crate::wasi::clocks::{monotonic_clock, wall_clock};
use crate::wasi::random::random;

#[unsafe(no_mangle)]
extern "C" fn host_write(stream: i32, data: *const u8, len: usize) {
    if len == 0 {
        return;
    }
    let stream = if stream == 0 {
        Stream::Stdout
    } else {
        Stream::Stderr
    };
    write(stream, unsafe { slice::from_raw_parts(data, len) });
}

/// Stops the instance with a message: the interpreter itself is broken.
#[unsafe(no_mangle)]
extern "C" fn host_fail(message: *const c_char) -> ! {
    let message = unsafe { CStr::from_ptr(message) };
    write(Stream::Stderr, message.to_bytes());
    core::arch::wasm32::unreachable()
}

/// So much at a time is there memory for beside the program's own.
const READ_PIECE: usize = 64 * 1024;

#[unsafe(no_mangle)]
extern "C" fn host_read_input(buffer: *mut u8, max: usize) -> usize {
    let got = context::read_input(max.min(READ_PIECE) as u32);
    let len = got.len().min(max);
    unsafe { slice::from_raw_parts_mut(buffer, len) }.copy_from_slice(&got[..len]);
    len
}

#[unsafe(no_mangle)]
extern "C" fn host_wall_ns() -> u64 {
    let now = wall_clock::now();
    now.seconds
        .wrapping_mul(1_000_000_000)
        .wrapping_add(u64::from(now.nanoseconds))
}

#[unsafe(no_mangle)]
extern "C" fn host_monotonic_ns() -> u64 {
    monotonic_clock::now()
}

#[unsafe(no_mangle)]
extern "C" fn host_sleep_ns(ns: u64) {
    monotonic_clock::subscribe_duration(ns).block();
}

#[unsafe(no_mangle)]
extern "C" fn host_random() -> u64 {
    random::get_random_u64()
}

#[unsafe(no_mangle)]
extern "C" fn host_random_bytes(out: *mut u8, len: usize) {
    let out = unsafe { slice::from_raw_parts_mut(out, len) };
    for piece in out.chunks_mut(READ_PIECE) {
        // A host that gave fewer would leave zeros where chance is promised.
        let got = random::get_random_bytes(piece.len() as u64);
        piece.copy_from_slice(&got);
    }
}

#[unsafe(no_mangle)]
extern "C" fn host_generation() -> u64 {
    context::generation()
}
