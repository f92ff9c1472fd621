package workspace

import (
	"io"
	"math"
	"slices"
)

// Flags say what a file is opened for.
type Flags struct {
	Read, Write bool
	// Append writes at the end always; it implies Write.
	Append bool
	// Create makes the file where there is none, Exclusive fails where there is one.
	Create, Exclusive bool
	// Truncate cuts the file to no bytes.
	Truncate bool
}

// File is an open file with a position. It may be used from several goroutines.
type File struct {
	tree     *Tree
	node     *node // nil once it is closed
	position int64 // not negative
	how      Flags
}

// Open opens a file.
func (t *Tree) Open(path string, how Flags) (*File, error) {
	how.Write = how.Write || how.Append
	if !how.Read && !how.Write || how.Truncate && !how.Write || how.Exclusive && !how.Create {
		return nil, fail(InvalidArgument, path)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	at, err := t.locate(path)
	if err != nil {
		return nil, err
	}
	switch {
	case at.node == nil && !how.Create:
		return nil, fail(NotFound, path)
	case at.node != nil && how.Exclusive:
		return nil, fail(Exists, path)
	case at.node != nil && at.node.directory():
		return nil, fail(IsDirectory, path)
	case at.wantDirectory:
		return nil, fail(NotDirectory, path)
	case t.open >= t.quota.Open:
		return nil, &Error{Kind: QuotaExceeded, Path: path, Quota: t.quota.Open}
	}
	n := at.node
	if n == nil {
		n = &node{}
		if err := t.link(at.dir, at.name, n, path); err != nil {
			return nil, err
		}
	}
	if how.Truncate {
		t.bytes -= uint64(len(n.data))
		n.data, n.shared = nil, false
	}
	n.open++
	t.open++
	return &File{tree: t, node: n, how: how}, nil
}

// Close closes the file. It may be called more than once.
func (f *File) Close() error {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil {
		return nil
	}
	f.node.open--
	f.tree.open--
	f.tree.release(f.node)
	f.node = nil
	return nil
}

// Read reads at most max bytes from the position on; none at the end.
func (f *File) Read(most uint32) ([]byte, error) {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil || !f.how.Read {
		return nil, fail(Denied, "")
	}
	size := int64(len(f.node.data))
	if f.position >= size {
		return nil, nil
	}
	end := min(size, f.position+int64(min(most, math.MaxInt32)))
	data := slices.Clone(f.node.data[f.position:end])
	f.position = end
	return data, nil
}

// Write writes all the bytes at the position, or at the end of a file that is
// open for appending. Where the quota does not have room for all of them, none
// is written.
func (f *File) Write(data []byte) error {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil || !f.how.Write {
		return fail(Denied, "")
	}
	at := f.position
	if f.how.Append {
		at = int64(len(f.node.data))
	}
	if len(data) == 0 {
		return nil
	}
	end := at + int64(len(data))
	if end < at || end > math.MaxInt {
		return &Error{Kind: QuotaExceeded, Quota: f.tree.quota.Bytes}
	}
	if end > int64(len(f.node.data)) {
		if err := f.resize(uint64(end)); err != nil {
			return err
		}
	}
	f.own()
	copy(f.node.data[at:], data)
	f.position = end
	return nil
}

// Seek moves the position and gives it back, counted from the start. Whence is
// one of package io's. A position behind the end is valid.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil {
		return 0, fail(Denied, "")
	}
	var from int64
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		from = f.position
	case io.SeekEnd:
		from = int64(len(f.node.data))
	default:
		return 0, fail(InvalidArgument, "")
	}
	// Neither side of a sum that wraps is negative, so the sum is.
	position := from + offset
	if position < 0 {
		return 0, fail(InvalidArgument, "")
	}
	f.position = position
	return position, nil
}

// SetSize cuts the file, or extends it with zero bytes, to this size. All of
// them count towards the quota.
func (f *File) SetSize(size uint64) error {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil || !f.how.Write {
		return fail(Denied, "")
	}
	if size > math.MaxInt {
		return &Error{Kind: QuotaExceeded, Quota: f.tree.quota.Bytes}
	}
	return f.resize(size)
}

// Stat tells what is known of the file.
func (f *File) Stat() Metadata {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil {
		return Metadata{}
	}
	return Metadata{Size: uint64(len(f.node.data))}
}

// resize counts the change before it makes it. Room is at most what the file
// needs and a quarter more, so that many small writes do not copy the file each
// time, and at most twice that after the file was cut.
func (f *File) resize(size uint64) error {
	n, old := f.node, uint64(len(f.node.data))
	if size <= old {
		f.tree.bytes -= old - size
		n.data = n.data[:size]
		if !n.shared && uint64(cap(n.data)) > 2*size+minRoom {
			n.data = slices.Clone(n.data)
		}
		return nil
	}
	if err := f.tree.take(size-old, ""); err != nil {
		return err
	}
	if n.shared || size > uint64(cap(n.data)) {
		room := max(size, min(old+old/4+minRoom, f.tree.quota.Bytes))
		grown := make([]byte, size, room)
		copy(grown, n.data)
		n.data, n.shared = grown, false
		return nil
	}
	n.data = n.data[:size]
	clear(n.data[old:])
	return nil
}

// minRoom is the room in bytes below which files are not made smaller.
const minRoom = 64

// own makes the data the file's own before it is changed.
func (f *File) own() {
	if f.node.shared {
		f.node.data = slices.Clone(f.node.data)
		f.node.shared = false
	}
}
