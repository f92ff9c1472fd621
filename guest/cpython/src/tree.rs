//! Files that are part of the guest: a read-only tree in the module's data, which
//! build.py makes. A program finds it under one directory, beside its workspace.

/// A table (count; for each file path offset, path length, data offset, data
/// length: all 32-bit, little-endian) sorted by path, then the bytes it points to.
static TREE: &[u8] = include_bytes!(env!("CPYTHON_TREE"));

/// Where it begins.
const ROOT: &str = "usr";

/// What a path of the tree names.
pub enum Entry {
    File(&'static [u8]),
    Directory,
}

fn word(index: usize) -> usize {
    let at = index * 4;
    u32::from_le_bytes([TREE[at], TREE[at + 1], TREE[at + 2], TREE[at + 3]]) as usize
}

fn count() -> usize {
    word(0)
}

fn path(file: usize) -> &'static str {
    let (offset, len) = (word(1 + file * 4), word(2 + file * 4));
    std::str::from_utf8(&TREE[offset..offset + len]).unwrap_or("")
}

fn data(file: usize) -> &'static [u8] {
    let (offset, len) = (word(3 + file * 4), word(4 + file * 4));
    &TREE[offset..offset + len]
}

/// The first file whose path is not before this one.
fn search(wanted: &str) -> usize {
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = (low + high) / 2;
        if path(middle) < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Whether a path, relative to the root of all, is for the tree to answer.
pub fn holds(path: &str) -> bool {
    path == ROOT
        || path
            .strip_prefix(ROOT)
            .is_some_and(|rest| rest.starts_with('/'))
}

pub fn find(wanted: &str) -> Option<Entry> {
    let at = search(wanted);
    if at < count() && path(at) == wanted {
        return Some(Entry::File(data(at)));
    }
    // Something like `wanted.txt` may lie between it and what is in it.
    let inside = format!("{wanted}/");
    let at = search(&inside);
    (at < count() && path(at).starts_with(&inside)).then_some(Entry::Directory)
}

/// The names in a directory, and whether each is one.
pub fn list(directory: &str) -> Vec<(String, bool)> {
    let inside = format!("{directory}/");
    let mut names: Vec<(String, bool)> = Vec::new();
    for file in search(&inside)..count() {
        let Some(rest) = path(file).strip_prefix(&inside) else {
            break;
        };
        let (name, is_directory) = match rest.split_once('/') {
            Some((name, _)) => (name, true),
            None => (rest, false),
        };
        if names.last().is_none_or(|(last, _)| last != name) {
            names.push((name.to_string(), is_directory));
        }
    }
    names
}
