//! Clocks and chance.

use std::mem;
use std::slice;

use vivarium_shell::bindings::wasi::clocks::{monotonic_clock, wall_clock};
use vivarium_shell::bindings::wasi::random::random;

use super::PIECE;
use crate::descriptors::Errno;

const SECOND: u64 = 1_000_000_000;

const REALTIME: i32 = 0;

/// The unit of both: how fine the host's clocks are is not told.
#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_clock_res_get(
    clock: i32,
    resolution: *mut u64,
) -> i32 {
    unsafe { resolution.write(1) };
    0
}

/// The clocks of processor time are the monotonic one: a run is all there is.
#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_clock_time_get(
    clock: i32,
    _: i64,
    time: *mut u64,
) -> i32 {
    let now = if clock == REALTIME {
        let now = wall_clock::now();
        now.seconds
            .wrapping_mul(SECOND)
            .wrapping_add(u64::from(now.nanoseconds))
    } else {
        monotonic_clock::now()
    };
    unsafe { time.write(now) };
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_random_get(
    data: *mut u8,
    len: usize,
) -> i32 {
    if len > 0 {
        let data = unsafe { slice::from_raw_parts_mut(data, len) };
        for piece in data.chunks_mut(PIECE) {
            // A host that gave fewer would leave zeros where chance is promised.
            piece.copy_from_slice(&random::get_random_bytes(piece.len() as u64));
        }
    }
    0
}

/// That of the C library takes 256 bytes at most; this one any number by one call of
/// the host (edits.py).
#[unsafe(no_mangle)]
unsafe extern "C" fn getentropy(data: *mut u8, len: usize) -> i32 {
    unsafe { __imported_wasi_snapshot_preview1_random_get(data, len) }
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_sched_yield() -> i32 {
    0
}

#[repr(C)]
struct Subscription {
    userdata: u64,
    tag: u8,
    padding: [u8; 7],
    clock: i32,
    timeout: u64,
    precision: u64,
    flags: u16,
}

#[repr(C)]
struct Event {
    userdata: u64,
    error: u16,
    kind: u8,
    available: u64,
    flags: u16,
}

const _: () = assert!(mem::size_of::<Subscription>() == 48 && mem::size_of::<Event>() == 32);

/// Streams and files are always ready. Where only clocks are waited for, the
/// first of them is slept for.
#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_poll_oneoff(
    subscriptions: *const Subscription,
    events: *mut Event,
    count: usize,
    happened: *mut usize,
) -> i32 {
    if count == 0 {
        return Errno::INVAL.0;
    }
    let subscriptions = unsafe { slice::from_raw_parts(subscriptions, count) };
    let ready = |subscription: &Subscription| Event {
        userdata: subscription.userdata,
        error: 0,
        kind: subscription.tag,
        available: 1,
        flags: 0,
    };
    let mut written = 0;
    for subscription in subscriptions
        .iter()
        .filter(|subscription| subscription.tag != 0)
    {
        unsafe { events.add(written).write(ready(subscription)) };
        written += 1;
    }
    if written == 0 {
        let wait = |subscription: &Subscription| {
            if subscription.flags & 1 == 0 {
                return subscription.timeout;
            }
            let mut now = 0;
            unsafe {
                __imported_wasi_snapshot_preview1_clock_time_get(subscription.clock, 0, &mut now)
            };
            subscription.timeout.saturating_sub(now)
        };
        if let Some((duration, first)) = subscriptions
            .iter()
            .map(|s| (wait(s), s))
            .min_by_key(|(duration, _)| *duration)
        {
            if duration > 0 {
                monotonic_clock::subscribe_duration(duration).block();
            }
            unsafe { events.write(ready(first)) };
            written = 1;
        }
    }
    unsafe { happened.write(written) };
    0
}
