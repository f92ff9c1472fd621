//! What is open, by the numbers that the C library knows it by.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem;

use vivarium_shell::bindings::vivarium::runner::files::{
    self, File, FileError, Kind, OpenFlags, Whence,
};
use vivarium_shell::bindings::wasi::clocks::wall_clock;

use crate::tree;

/// An error number of WASI preview 1, which is what the C library's `errno` holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Errno(pub i32);

impl Errno {
    pub const ACCES: Errno = Errno(2);
    pub const BADF: Errno = Errno(8);
    pub const DQUOT: Errno = Errno(19);
    pub const EXIST: Errno = Errno(20);
    pub const INVAL: Errno = Errno(28);
    pub const ISDIR: Errno = Errno(31);
    pub const MFILE: Errno = Errno(33);
    pub const NOMEM: Errno = Errno(48);
    pub const NOENT: Errno = Errno(44);
    pub const NOTDIR: Errno = Errno(54);
    pub const NOTEMPTY: Errno = Errno(55);
    pub const NOTSOCK: Errno = Errno(57);
    pub const NOTSUP: Errno = Errno(58);
    pub const PERM: Errno = Errno(63);
    pub const ROFS: Errno = Errno(69);
    pub const SPIPE: Errno = Errno(70);
}

impl From<FileError> for Errno {
    fn from(error: FileError) -> Self {
        match error {
            FileError::NotFound => Errno::NOENT,
            FileError::Exists => Errno::EXIST,
            FileError::Denied => Errno::ACCES,
            FileError::IsDirectory => Errno::ISDIR,
            FileError::NotDirectory => Errno::NOTDIR,
            FileError::NotEmpty => Errno::NOTEMPTY,
            FileError::InvalidPath | FileError::InvalidArgument => Errno::INVAL,
            FileError::Quota(_) => Errno::DQUOT,
            FileError::OutOfMemory => Errno::NOMEM,
        }
    }
}

/// One that is open.
pub enum Open {
    Input,
    Output,
    Diagnostics,
    /// A file of the workspace, and its path.
    File {
        file: File,
        path: String,
        append: bool,
    },
    /// A file that is part of the guest, and the position in it.
    Data {
        data: &'static [u8],
        position: u64,
        path: String,
    },
    Directory {
        path: String,
    },
}

/// The standard streams, then the root of the workspace.
pub const ROOT: usize = 3;

/// How many may be open at a time; the host's own limit may be lower.
const MOST: usize = 1024;

struct Table {
    open: Vec<Option<Open>>,
    /// When files were written to, as this instance saw it: the workspace does
    /// not tell.
    modified: HashMap<String, u64>,
    /// The time of files that this instance did not write: when it first asked.
    found: Option<u64>,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::new(Table {
        open: vec![
            Some(Open::Input),
            Some(Open::Output),
            Some(Open::Diagnostics),
            Some(Open::Directory { path: String::new() }),
        ],
        modified: HashMap::new(),
        found: None,
    });
}

pub fn with<T>(fd: i32, act: impl FnOnce(&mut Open) -> Result<T, Errno>) -> Result<T, Errno> {
    TABLE.with_borrow_mut(|table| match table.open.get_mut(fd as usize) {
        Some(Some(open)) => act(open),
        _ => Err(Errno::BADF),
    })
}

fn insert(open: Open) -> Result<i32, Errno> {
    TABLE.with_borrow_mut(|table| {
        if let Some(free) = table.open.iter().position(Option::is_none) {
            table.open[free] = Some(open);
            return Ok(free as i32);
        }
        if table.open.len() == MOST {
            return Err(Errno::MFILE);
        }
        table.open.push(Some(open));
        Ok(table.open.len() as i32 - 1)
    })
}

pub fn close(fd: i32) -> Result<(), Errno> {
    // Dropped outside of the borrow: its end is a call to the host.
    let open =
        TABLE.with_borrow_mut(|table| table.open.get_mut(fd as usize).and_then(Option::take));
    open.map(drop).ok_or(Errno::BADF)
}

/// What is open as `from` becomes what is open as `to`.
pub fn renumber(from: i32, to: i32) -> Result<(), Errno> {
    if from == to {
        return with(from, |_| Ok(()));
    }
    let closed = TABLE.with_borrow_mut(|table| {
        if to < 0 || to as usize >= table.open.len() {
            return Err(Errno::BADF);
        }
        let open = table
            .open
            .get_mut(from as usize)
            .and_then(Option::take)
            .ok_or(Errno::BADF)?;
        Ok(table.open[to as usize].replace(open))
    })?;
    drop(closed);
    Ok(())
}

/// Whether a file of the workspace is open.
#[unsafe(no_mangle)]
extern "C" fn host_descriptors_open() -> bool {
    TABLE.with_borrow(|table| {
        table
            .open
            .iter()
            .any(|open| matches!(open, Some(Open::File { .. })))
    })
}

/// This instance is a copy of another, whose files were found at another time.
#[unsafe(no_mangle)]
extern "C" fn host_descriptors_copied() {
    TABLE.with_borrow_mut(|table| table.found = None);
}

/// A path of the workspace, relative to its root: what `path` means to a
/// directory, without `.` and `..`.
pub fn resolve(directory: i32, path: &str) -> Result<String, Errno> {
    if path.contains('\0') {
        return Err(Errno::INVAL);
    }
    with(directory, |open| match open {
        Open::Directory { path: base } => {
            let mut parts: Vec<&str> = Vec::new();
            for part in base.split('/').chain(path.split('/')) {
                match part {
                    "" | "." => {}
                    ".." => {
                        parts.pop();
                    }
                    part => parts.push(part),
                }
            }
            Ok(parts.join("/"))
        }
        _ => Err(Errno::NOTDIR),
    })
}

/// What is known of a path.
pub struct Status {
    pub directory: bool,
    pub size: u64,
    pub inode: u64,
    pub modified: u64,
}

fn status_of(path: &str, directory: bool, size: u64) -> Status {
    Status {
        directory,
        size,
        inode: inode(path),
        modified: modified(path),
    }
}

/// Two paths are of one file where this is equal.
fn inode(path: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in path.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // Positive, and no zero, which some programs take for none.
    hash >> 1 | 1
}

/// The time of what is part of the guest: 2025-01-01.
const BUILT: u64 = 1_735_689_600_000_000_000;

fn modified(path: &str) -> u64 {
    if tree::holds(path) || !STARTED.get() {
        return BUILT;
    }
    let known = TABLE.with_borrow(|table| table.modified.get(path).copied().or(table.found));
    known.unwrap_or_else(|| {
        let now = now();
        TABLE.with_borrow_mut(|table| table.found = Some(now));
        now
    })
}

pub fn set_modified(path: &str, ns: u64) {
    TABLE.with_borrow_mut(|table| table.modified.insert(path.to_string(), ns));
}

/// The directory that a path is in has changed, and with `path` itself what it names.
pub fn touch_entry(path: &str) {
    touch(path);
    touch(parent(path));
}

pub fn touch(path: &str) {
    set_modified(path, now());
}

fn now() -> u64 {
    let now = wall_clock::now();
    now.seconds
        .wrapping_mul(1_000_000_000)
        .wrapping_add(u64::from(now.nanoseconds))
}

/// What was at `source` is at `target`, with its times and those of what is in it.
pub fn renamed(source: &str, target: &str) {
    let at_source = |path: &str| {
        path.strip_prefix(source)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
            .map(|rest| format!("{target}{rest}"))
    };
    TABLE.with_borrow_mut(|table| {
        // What was at the target is no more.
        table.modified.remove(target);
        table.modified = mem::take(&mut table.modified)
            .into_iter()
            .map(|(path, time)| (at_source(&path).unwrap_or(path), time))
            .collect();
        for open in table.open.iter_mut().flatten() {
            if let Open::File { path, .. } | Open::Directory { path } = open
                && let Some(moved) = at_source(path)
            {
                *path = moved;
            }
        }
    });
    for path in [source, target] {
        touch(parent(path));
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// The interpreter has started. Until then there is nothing in the workspace, so
/// that an image depends on none.
#[unsafe(no_mangle)]
extern "C" fn host_started() {
    STARTED.set(true);
}

pub fn stat(path: &str) -> Result<Status, Errno> {
    if tree::holds(path) {
        return match tree::find(path) {
            Some(tree::Entry::File(data)) => Ok(status_of(path, false, data.len() as u64)),
            Some(tree::Entry::Directory) => Ok(status_of(path, true, 0)),
            None => Err(Errno::NOENT),
        };
    }
    if !STARTED.get() {
        return Err(Errno::NOENT);
    }
    let found = files::stat(path)?;
    Ok(status_of(path, found.kind == Kind::Directory, found.size))
}

pub fn stat_open(fd: i32) -> Result<Option<Status>, Errno> {
    let (path, directory, size) = with(fd, |open| {
        Ok(match open {
            Open::Input | Open::Output | Open::Diagnostics => return Ok(None),
            Open::File { file, path, .. } => Some((path.clone(), false, file.stat().size)),
            Open::Data { data, path, .. } => Some((path.clone(), false, data.len() as u64)),
            Open::Directory { path } => Some((path.clone(), true, 0)),
        })
    })?
    .map_or((None, false, 0), |(path, directory, size)| {
        (Some(path), directory, size)
    });
    Ok(path.map(|path| status_of(&path, directory, size)))
}

/// What a path is to be opened for.
pub struct How {
    pub flags: OpenFlags,
    pub directory: bool,
}

fn any(flags: OpenFlags, of: OpenFlags) -> bool {
    (flags & of) != OpenFlags::empty()
}

pub fn open(path: &str, how: &How) -> Result<i32, Errno> {
    let changes = OpenFlags::WRITE | OpenFlags::APPEND | OpenFlags::CREATE | OpenFlags::TRUNCATE;
    if tree::holds(path) {
        let found = tree::find(path).ok_or(Errno::NOENT)?;
        if any(how.flags, changes) {
            return Err(Errno::ROFS);
        }
        return match found {
            tree::Entry::File(_) if how.directory => Err(Errno::NOTDIR),
            tree::Entry::File(data) => insert(Open::Data {
                data,
                position: 0,
                path: path.to_string(),
            }),
            tree::Entry::Directory => insert(Open::Directory {
                path: path.to_string(),
            }),
        };
    }
    if !STARTED.get() {
        return Err(Errno::NOENT);
    }
    if how.directory {
        let found = files::stat(path)?;
        if found.kind != Kind::Directory {
            return Err(Errno::NOTDIR);
        }
        return insert(Open::Directory {
            path: path.to_string(),
        });
    }
    // Opening a file that is there does not change it.
    let made = any(how.flags, OpenFlags::CREATE)
        && (any(how.flags, OpenFlags::EXCLUSIVE) || files::stat(path).is_err());
    match files::open(path, how.flags) {
        Ok(file) => {
            if made {
                touch_entry(path);
            } else if any(how.flags, OpenFlags::TRUNCATE) {
                touch(path);
            }
            insert(Open::File {
                file,
                path: path.to_string(),
                append: any(how.flags, OpenFlags::APPEND),
            })
        }
        Err(FileError::IsDirectory) if any(how.flags, OpenFlags::EXCLUSIVE) => Err(Errno::EXIST),
        Err(FileError::IsDirectory) if !any(how.flags, changes) => insert(Open::Directory {
            path: path.to_string(),
        }),
        Err(error) => Err(error.into()),
    }
}

/// The entries of an open directory: their names and whether each is one.
pub fn list(fd: i32) -> Result<Vec<(String, bool, u64)>, Errno> {
    let path = with(fd, |open| match open {
        Open::Directory { path } => Ok(path.clone()),
        _ => Err(Errno::NOTDIR),
    })?;
    let entries = if tree::holds(&path) {
        tree::list(&path)
    } else {
        files::list(&path)?
            .into_iter()
            .map(|entry| (entry.name, entry.kind == Kind::Directory))
            .collect()
    };
    let inside = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    Ok(entries
        .into_iter()
        .map(|(name, directory)| {
            let inode = inode(&format!("{inside}{name}"));
            (name, directory, inode)
        })
        .collect())
}

impl Open {
    /// Moves the position, and gives it back.
    pub fn seek(&mut self, offset: i64, origin: Whence) -> Result<u64, Errno> {
        match self {
            Open::File { file, .. } => Ok(file.seek(offset, origin)?),
            Open::Data { data, position, .. } => {
                let base = match origin {
                    Whence::Start => 0,
                    Whence::Current => *position,
                    Whence::End => data.len() as u64,
                };
                *position = base.checked_add_signed(offset).ok_or(Errno::INVAL)?;
                Ok(*position)
            }
            Open::Directory { .. } => Err(Errno::ISDIR),
            _ => Err(Errno::SPIPE),
        }
    }
}
