//! What the C library wants of WASI preview 1, over the imports of the world. Its
//! calls resolve to these functions when the module is linked, so that none of
//! them is left to import.

use std::mem;
use std::slice;

use vivarium_shell::bindings::vivarium::runner::console::{Stream, write};
use vivarium_shell::bindings::vivarium::runner::context;
use vivarium_shell::bindings::vivarium::runner::files::{self, Kind, OpenFlags, Whence};
use vivarium_shell::bindings::wasi::clocks::{monotonic_clock, wall_clock};
use vivarium_shell::bindings::wasi::random::random;

use crate::descriptors::{self, Errno, How, Open, Status};
use crate::tree;

/// So much at a time is there memory for beside the program's own.
const PIECE: usize = 256 * 1024;

const SECOND: u64 = 1_000_000_000;

mod filetype {
    pub const CHARACTER_DEVICE: u8 = 2;
    pub const DIRECTORY: u8 = 3;
    pub const REGULAR_FILE: u8 = 4;
}

mod rights {
    pub const READ: i64 = 1 << 1;
    pub const WRITE: i64 = 1 << 6;
}

mod oflags {
    pub const CREATE: i32 = 1;
    pub const DIRECTORY: i32 = 2;
    pub const EXCLUSIVE: i32 = 4;
    pub const TRUNCATE: i32 = 8;
}

const FDFLAG_APPEND: i32 = 1;

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

// Clocks and chance.

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

// Open files.

fn read_into(open: &mut Open, buffer: &mut [u8]) -> Result<usize, Errno> {
    let want = buffer.len().min(PIECE);
    let got = match open {
        Open::Input => context::read_input(want as u32),
        Open::File { file, .. } => file.read(want as u32)?,
        Open::Data { data, position, .. } => {
            let start = (*position).min(data.len() as u64) as usize;
            let len = want.min(data.len() - start);
            buffer[..len].copy_from_slice(&data[start..start + len]);
            *position += len as u64;
            return Ok(len);
        }
        Open::Directory { .. } => return Err(Errno::ISDIR),
        Open::Output | Open::Diagnostics => return Err(Errno::BADF),
    };
    let len = got.len().min(want);
    buffer[..len].copy_from_slice(&got[..len]);
    Ok(len)
}

unsafe fn read_all(open: &mut Open, to: &[Buffer]) -> Result<usize, Errno> {
    let mut total = 0;
    for buffer in to {
        let mut rest = buffer.len;
        while rest > 0 {
            let place =
                unsafe { slice::from_raw_parts_mut(buffer.data.add(buffer.len - rest), rest) };
            let asked = rest.min(PIECE);
            let got = match read_into(open, place) {
                Ok(got) => got,
                Err(_) if total > 0 => return Ok(total),
                Err(error) => return Err(error),
            };
            total += got;
            rest -= got;
            if got < asked {
                return Ok(total);
            }
        }
    }
    Ok(total)
}

fn write_all(open: &mut Open, data: &[u8]) -> Result<(), Errno> {
    match open {
        Open::Output => write(Stream::Stdout, data),
        Open::Diagnostics => write(Stream::Stderr, data),
        Open::File { file, .. } => file.write(data)?,
        Open::Data { .. } | Open::Input => return Err(Errno::BADF),
        Open::Directory { .. } => return Err(Errno::ISDIR),
    }
    Ok(())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_read(
    fd: i32,
    to: *const Buffer,
    count: usize,
    read: *mut usize,
) -> i32 {
    let to = unsafe { buffers(to, count) };
    unsafe { store(descriptors::with(fd, |open| read_all(open, to)), read) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_write(
    fd: i32,
    from: *const Buffer,
    count: usize,
    written: *mut usize,
) -> i32 {
    let from = unsafe { buffers(from, count) };
    let result = descriptors::with(fd, |open| {
        let mut total = 0;
        for buffer in from.iter().filter(|buffer| buffer.len > 0) {
            write_all(open, unsafe { bytes(buffer.data, buffer.len) })?;
            total += buffer.len;
        }
        let path = match open {
            Open::File { path, .. } if total > 0 => Some(path.clone()),
            _ => None,
        };
        Ok((total, path))
    });
    let total = result.map(|(total, path)| {
        if let Some(path) = path {
            descriptors::touch(&path);
        }
        total
    });
    unsafe { store(total, written) }
}

/// Acts at another position, and returns to the present one.
fn at(
    open: &mut Open,
    offset: i64,
    act: impl FnOnce(&mut Open) -> Result<usize, Errno>,
) -> Result<usize, Errno> {
    let position = open.seek(0, Whence::Current)?;
    open.seek(offset, Whence::Start)?;
    let result = act(open);
    open.seek(position as i64, Whence::Start)?;
    result
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_pread(
    fd: i32,
    to: *const Buffer,
    count: usize,
    offset: i64,
    read: *mut usize,
) -> i32 {
    let to = unsafe { buffers(to, count) };
    unsafe {
        store(
            descriptors::with(fd, |open| at(open, offset, |open| read_all(open, to))),
            read,
        )
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_pwrite(
    fd: i32,
    from: *const Buffer,
    count: usize,
    offset: i64,
    written: *mut usize,
) -> i32 {
    let from = unsafe { buffers(from, count) };
    let write = |open: &mut Open| {
        let mut total = 0;
        for buffer in from {
            write_all(open, unsafe { bytes(buffer.data, buffer.len) })?;
            total += buffer.len;
        }
        Ok(total)
    };
    unsafe {
        store(
            descriptors::with(fd, |open| at(open, offset, write)),
            written,
        )
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_seek(
    fd: i32,
    offset: i64,
    whence: i32,
    position: *mut u64,
) -> i32 {
    let origin = match whence {
        0 => Whence::Start,
        1 => Whence::Current,
        2 => Whence::End,
        _ => return Errno::INVAL.0,
    };
    unsafe {
        store(
            descriptors::with(fd, |open| open.seek(offset, origin)),
            position,
        )
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_tell(fd: i32, position: *mut u64) -> i32 {
    unsafe {
        store(
            descriptors::with(fd, |open| open.seek(0, Whence::Current)),
            position,
        )
    }
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_close(fd: i32) -> i32 {
    number(descriptors::close(fd))
}

/// The same, by the name that it has where the C library is written in Zig.
#[unsafe(export_name = "fd_close|wasi_snapshot_preview1")]
extern "C" fn close_for_zig(fd: i32) -> i32 {
    number(descriptors::close(fd))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_renumber(from: i32, to: i32) -> i32 {
    number(descriptors::renumber(from, to))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_sync(fd: i32) -> i32 {
    number(descriptors::with(fd, |_| Ok(())))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_datasync(fd: i32) -> i32 {
    number(descriptors::with(fd, |_| Ok(())))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_advise(fd: i32, _: i64, _: i64, _: i32) -> i32 {
    number(descriptors::with(fd, |_| Ok(())))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_allocate(fd: i32, offset: i64, len: i64) -> i32 {
    let Some(end) = offset.checked_add(len).filter(|_| offset >= 0 && len > 0) else {
        return Errno::INVAL.0;
    };
    number(descriptors::with(fd, |open| match open {
        Open::File { file, .. } if file.stat().size < end as u64 => Ok(file.set_size(end as u64)?),
        Open::File { .. } => Ok(()),
        _ => Err(Errno::BADF),
    }))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_fdstat_get(fd: i32, to: *mut u8) -> i32 {
    let found = descriptors::with(fd, |open| {
        Ok(match open {
            // With the right to seek, so that none is taken for a terminal.
            Open::Input | Open::Output | Open::Diagnostics => (filetype::CHARACTER_DEVICE, 0),
            Open::File { append, .. } => (filetype::REGULAR_FILE, u16::from(*append)),
            Open::Data { .. } => (filetype::REGULAR_FILE, 0),
            Open::Directory { .. } => (filetype::DIRECTORY, 0),
        })
    });
    number(found.map(|(kind, flags)| {
        let mut record = [0_u8; 24];
        record[0] = kind;
        record[2..4].copy_from_slice(&flags.to_le_bytes());
        record[8..].fill(0xff);
        unsafe { to.copy_from_nonoverlapping(record.as_ptr(), record.len()) };
    }))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_fdstat_set_flags(fd: i32, flags: i32) -> i32 {
    number(descriptors::with(fd, |open| match open {
        // The workspace takes this when a file is opened, and not later.
        Open::File { append, .. } if *append != (flags & FDFLAG_APPEND != 0) => Err(Errno::NOTSUP),
        _ => Ok(()),
    }))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_fdstat_set_rights(
    fd: i32,
    _: i64,
    _: i64,
) -> i32 {
    number(descriptors::with(fd, |_| Ok(())))
}

unsafe fn store_status(status: Option<Status>, to: *mut u8) {
    let mut record = [0_u8; 64];
    let mut put = |at: usize, value: u64| record[at..at + 8].copy_from_slice(&value.to_le_bytes());
    put(0, 1); // device
    put(24, 1); // links
    match &status {
        Some(status) => {
            put(8, status.inode);
            put(32, status.size);
            for at in [40, 48, 56] {
                put(at, status.modified);
            }
        }
        None => put(8, 1),
    }
    record[16] = match status {
        None => filetype::CHARACTER_DEVICE,
        Some(Status {
            directory: true, ..
        }) => filetype::DIRECTORY,
        Some(_) => filetype::REGULAR_FILE,
    };
    unsafe { to.copy_from_nonoverlapping(record.as_ptr(), record.len()) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_filestat_get(
    fd: i32,
    to: *mut u8,
) -> i32 {
    number(descriptors::stat_open(fd).map(|status| unsafe { store_status(status, to) }))
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_filestat_set_size(fd: i32, size: i64) -> i32 {
    if size < 0 {
        return Errno::INVAL.0;
    }
    let path = descriptors::with(fd, |open| match open {
        Open::File { file, path, .. } => {
            file.set_size(size as u64)?;
            Ok(path.clone())
        }
        Open::Data { .. } => Err(Errno::ROFS),
        _ => Err(Errno::INVAL),
    });
    number(path.map(|path| descriptors::touch(&path)))
}

const MTIME: i32 = 4;
const MTIME_NOW: i32 = 8;

fn set_modified(path: &str, mtime: i64, flags: i32) {
    if flags & MTIME_NOW != 0 {
        descriptors::touch(path);
    } else if flags & MTIME != 0 {
        descriptors::set_modified(path, mtime as u64);
    }
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_filestat_set_times(
    fd: i32,
    _: i64,
    mtime: i64,
    flags: i32,
) -> i32 {
    let path = descriptors::with(fd, |open| match open {
        Open::File { path, .. } | Open::Directory { path } => Ok(path.clone()),
        _ => Err(Errno::ROFS),
    });
    number(path.map(|path| set_modified(&path, mtime, flags)))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_readdir(
    fd: i32,
    to: *mut u8,
    size: usize,
    cookie: i64,
    used: *mut usize,
) -> i32 {
    let listed = descriptors::list(fd).map(|entries| {
        let mut record = Vec::new();
        let fixed = [(".".to_string(), true, 1), ("..".to_string(), true, 1)];
        for (index, (name, directory, inode)) in fixed
            .into_iter()
            .chain(entries)
            .enumerate()
            .skip(cookie as usize)
        {
            if record.len() >= size {
                break;
            }
            let kind = if directory {
                filetype::DIRECTORY
            } else {
                filetype::REGULAR_FILE
            };
            record.extend_from_slice(&(index as u64 + 1).to_le_bytes());
            record.extend_from_slice(&inode.to_le_bytes());
            record.extend_from_slice(&(name.len() as u32).to_le_bytes());
            record.extend_from_slice(&[kind, 0, 0, 0]);
            record.extend_from_slice(name.as_bytes());
        }
        // One that is cut off is asked for again.
        record.truncate(size);
        unsafe { to.copy_from_nonoverlapping(record.as_ptr(), record.len()) };
        record.len()
    });
    unsafe { store(listed, used) }
}

// The one directory that there is from the start.

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_prestat_get(
    fd: i32,
    to: *mut u32,
) -> i32 {
    if fd as usize != descriptors::ROOT {
        return Errno::BADF.0;
    }
    unsafe {
        to.write(0); // a directory
        to.add(1).write(1); // the length of its name
    }
    0
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_fd_prestat_dir_name(
    fd: i32,
    to: *mut u8,
    len: usize,
) -> i32 {
    if fd as usize != descriptors::ROOT || len < 1 {
        return Errno::BADF.0;
    }
    unsafe { to.write(b'/') };
    0
}

// Paths.

/// The path of the workspace that a call which changes something names.
unsafe fn changed(fd: i32, path: *const u8, len: usize) -> Result<String, Errno> {
    let path = descriptors::resolve(fd, unsafe { text(path, len) }?)?;
    if tree::holds(&path) {
        Err(Errno::ROFS)
    } else {
        Ok(path)
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_open(
    fd: i32,
    _: i32,
    path: *const u8,
    len: usize,
    how: i32,
    wanted: i64,
    _: i64,
    flags: i32,
    opened: *mut i32,
) -> i32 {
    let table = [
        (wanted & rights::READ != 0, OpenFlags::READ),
        (wanted & rights::WRITE != 0, OpenFlags::WRITE),
        (flags & FDFLAG_APPEND != 0, OpenFlags::APPEND),
        (how & oflags::CREATE != 0, OpenFlags::CREATE),
        (how & oflags::EXCLUSIVE != 0, OpenFlags::EXCLUSIVE),
        (how & oflags::TRUNCATE != 0, OpenFlags::TRUNCATE),
    ];
    let flags = table
        .into_iter()
        .filter(|(set, _)| *set)
        .fold(OpenFlags::empty(), |all, (_, flag)| all | flag);
    let how = How {
        flags,
        directory: how & oflags::DIRECTORY != 0,
    };
    let result = unsafe { text(path, len) }
        .and_then(|path| Ok((descriptors::resolve(fd, path)?, path.ends_with('/'))))
        .and_then(|(path, slash)| {
            descriptors::open(
                &path,
                &How {
                    directory: how.directory || slash,
                    ..how
                },
            )
        });
    unsafe { store(result, opened) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_filestat_get(
    fd: i32,
    _: i32,
    path: *const u8,
    len: usize,
    to: *mut u8,
) -> i32 {
    let result = unsafe { text(path, len) }
        .and_then(|path| Ok((descriptors::resolve(fd, path)?, path.ends_with('/'))))
        .and_then(|(path, slash)| {
            let status = descriptors::stat(&path)?;
            if slash && !status.directory {
                Err(Errno::NOTDIR)
            } else {
                Ok(status)
            }
        });
    number(result.map(|status| unsafe { store_status(Some(status), to) }))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_filestat_set_times(
    fd: i32,
    _: i32,
    path: *const u8,
    len: usize,
    _: i64,
    mtime: i64,
    flags: i32,
) -> i32 {
    let result = unsafe { changed(fd, path, len) }.and_then(|path| {
        descriptors::stat(&path)?;
        set_modified(&path, mtime, flags);
        Ok(())
    });
    number(result)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_create_directory(
    fd: i32,
    path: *const u8,
    len: usize,
) -> i32 {
    let result = unsafe { changed(fd, path, len) }.and_then(|path| {
        files::make_directory(&path)?;
        descriptors::touch_entry(&path);
        Ok(())
    });
    number(result)
}

fn remove(path: &str) -> Result<(), Errno> {
    files::remove(path)?;
    descriptors::touch_entry(path);
    Ok(())
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_remove_directory(
    fd: i32,
    path: *const u8,
    len: usize,
) -> i32 {
    number(
        unsafe { changed(fd, path, len) }.and_then(|path| match files::stat(&path)?.kind {
            Kind::Directory => remove(&path),
            Kind::File => Err(Errno::NOTDIR),
        }),
    )
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_unlink_file(
    fd: i32,
    path: *const u8,
    len: usize,
) -> i32 {
    number(
        unsafe { changed(fd, path, len) }.and_then(|path| match files::stat(&path)?.kind {
            Kind::Directory => Err(Errno::ISDIR),
            Kind::File => remove(&path),
        }),
    )
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_rename(
    fd: i32,
    path: *const u8,
    len: usize,
    new_fd: i32,
    new_path: *const u8,
    new_len: usize,
) -> i32 {
    let result = unsafe { changed(fd, path, len) }.and_then(|source| {
        let target = unsafe { changed(new_fd, new_path, new_len) }?;
        files::rename(&source, &target)?;
        descriptors::touch_entry(&source);
        descriptors::touch_entry(&target);
        Ok(())
    });
    number(result)
}

/// There are no links in the workspace.
#[unsafe(no_mangle)]
unsafe extern "C" fn __imported_wasi_snapshot_preview1_path_readlink(
    fd: i32,
    path: *const u8,
    len: usize,
    _: *mut u8,
    _: usize,
    _: *mut usize,
) -> i32 {
    let result = unsafe { text(path, len) }
        .and_then(|path| descriptors::resolve(fd, path))
        .and_then(|path| descriptors::stat(&path));
    result.map_or_else(|error| error.0, |_| Errno::INVAL.0)
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_path_link(
    _: i32,
    _: i32,
    _: *const u8,
    _: usize,
    _: i32,
    _: *const u8,
    _: usize,
) -> i32 {
    Errno::PERM.0
}

#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_path_symlink(
    _: *const u8,
    _: usize,
    _: i32,
    _: *const u8,
    _: usize,
) -> i32 {
    Errno::PERM.0
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
