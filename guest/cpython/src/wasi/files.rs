//! Open files and directories, and the standard streams.

use std::slice;

use vivarium_shell::bindings::vivarium::runner::console::{Stream, write};
use vivarium_shell::bindings::vivarium::runner::context;
use vivarium_shell::bindings::vivarium::runner::files::Whence;

use super::{Buffer, PIECE, buffers, bytes, filetype, number, store};
use crate::descriptors::{self, Errno, Open, Status};

const FDFLAG_APPEND: i32 = 1;

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

pub(super) unsafe fn store_status(status: Option<Status>, to: *mut u8) {
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

pub(super) fn set_modified(path: &str, mtime: i64, flags: i32) {
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
