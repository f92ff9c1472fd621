//! Open files of the workspace, which the interpreter knows by number.

use std::cell::RefCell;
use std::slice;

use crate::vivarium::runner::files::{self, File, FileError, OpenFlags, Whence};

thread_local! {
    static OPEN: RefCell<Vec<Option<File>>> = const { RefCell::new(Vec::new()) };
}

/// So much at a time is there memory for beside the program's own.
const READ_PIECE: usize = 256 * 1024;

const EBADF: i32 = 9;
const EINVAL: i32 = 22;

/// The error number that Python has for an error of the workspace.
pub fn number(error: &FileError) -> i32 {
    match error {
        FileError::NotFound => 2,
        FileError::Exists => 17,
        FileError::Denied => 13,
        FileError::IsDirectory => 21,
        FileError::NotDirectory => 20,
        FileError::NotEmpty => 39,
        FileError::InvalidPath => EINVAL,
        FileError::InvalidArgument => EINVAL,
        FileError::Quota(_) => 122,
        FileError::OutOfMemory => 12,
    }
}

fn with_file<T>(file: i32, missing: T, act: impl FnOnce(&File) -> T) -> T {
    OPEN.with_borrow(|open| match open.get(file as usize) {
        Some(Some(file)) => act(file),
        _ => missing,
    })
}

#[unsafe(no_mangle)]
extern "C" fn host_file_open(path: *const u8, len: usize, how: u32) -> i32 {
    let path = unsafe { slice::from_raw_parts(path, len) };
    let Ok(path) = std::str::from_utf8(path) else {
        return -EINVAL;
    };
    let flags = [
        (1, OpenFlags::READ),
        (2, OpenFlags::WRITE),
        (4, OpenFlags::APPEND),
        (8, OpenFlags::CREATE),
        (16, OpenFlags::EXCLUSIVE),
        (32, OpenFlags::TRUNCATE),
    ];
    let mut how_flags = OpenFlags::empty();
    for (bit, flag) in flags {
        if how & bit != 0 {
            how_flags = how_flags | flag;
        }
    }
    match files::open(path, how_flags) {
        Err(error) => -number(&error),
        Ok(file) => OPEN.with_borrow_mut(|open| {
            let free = open.iter().position(Option::is_none);
            let place = free.unwrap_or_else(|| {
                open.push(None);
                open.len() - 1
            });
            open[place] = Some(file);
            place as i32
        }),
    }
}

#[unsafe(no_mangle)]
extern "C" fn host_file_read(file: i32, buffer: *mut u8, max: usize) -> i32 {
    let max = max.min(READ_PIECE);
    with_file(file, -EBADF, |file| match file.read(max as u32) {
        Err(error) => -number(&error),
        Ok(got) => {
            let len = got.len().min(max);
            unsafe { slice::from_raw_parts_mut(buffer, len) }.copy_from_slice(&got[..len]);
            len as i32
        }
    })
}

#[unsafe(no_mangle)]
extern "C" fn host_file_write(file: i32, data: *const u8, len: usize) -> i32 {
    if len == 0 {
        return with_file(file, -EBADF, |_| 0);
    }
    let data = unsafe { slice::from_raw_parts(data, len) };
    with_file(file, -EBADF, |file| match file.write(data) {
        Err(error) => -number(&error),
        Ok(()) => 0,
    })
}

#[unsafe(no_mangle)]
extern "C" fn host_file_seek(file: i32, offset: i64, whence: i32) -> i64 {
    let origin = match whence {
        0 => Whence::Start,
        1 => Whence::Current,
        2 => Whence::End,
        _ => return i64::from(-EINVAL),
    };
    with_file(file, i64::from(-EBADF), |file| {
        match file.seek(offset, origin) {
            Err(error) => i64::from(-number(&error)),
            Ok(position) => i64::try_from(position).unwrap_or(i64::MAX),
        }
    })
}

#[unsafe(no_mangle)]
extern "C" fn host_file_set_size(file: i32, size: u64) -> i32 {
    with_file(file, -EBADF, |file| match file.set_size(size) {
        Err(error) => -number(&error),
        Ok(()) => 0,
    })
}

/// Whether any file is open.
#[unsafe(no_mangle)]
extern "C" fn host_files_open() -> bool {
    OPEN.with_borrow(|open| open.iter().any(Option::is_some))
}

#[unsafe(no_mangle)]
extern "C" fn host_file_close(file: i32) {
    // Dropped outside of the borrow: its end is a call to the host.
    let file = OPEN.with_borrow_mut(|open| open.get_mut(file as usize).and_then(Option::take));
    drop(file);
}
