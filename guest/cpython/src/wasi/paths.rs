//! Paths, and the one directory that is open from the start.

use vivarium_shell::bindings::vivarium::runner::files::{self, Kind, OpenFlags};

use super::files::{set_modified, store_status};
use super::{number, store, text};
use crate::descriptors::{self, Errno, How};
use crate::tree;

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
        descriptors::renamed(&source, &target);
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
