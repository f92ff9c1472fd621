package workspace

import (
	"io"
	"math"
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
	case at.node != nil && at.node.fixed && how.Write:
		return nil, fail(Denied, path)
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
		t.clear(n)
	}
	if !n.fixed {
		n.open++
	}
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
	f.tree.open--
	if !f.node.fixed {
		f.node.open--
		f.tree.release(f.node)
	}
	f.node = nil
	return nil
}

// ReadInto reads from the position on into b and gives how many bytes; 0 at the
// end.
func (f *File) ReadInto(b []byte) (int, error) {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil || !f.how.Read {
		return 0, fail(Denied, "")
	}
	n := f.node.content.read(b, f.position)
	f.position += int64(n)
	return n, nil
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
		at = f.node.content.size
	}
	if len(data) == 0 {
		return nil
	}
	end := at + int64(len(data))
	if end < at || end > math.MaxInt64-blockSize {
		return &Error{Kind: QuotaExceeded, Quota: f.tree.quota.Bytes}
	}
	c := &f.node.content
	old := c.size
	if err := f.tree.resize(f.node, max(end, old)); err != nil {
		return err
	}
	if at > old {
		c.each(old, at, func(piece []byte) { clear(piece) })
	}
	c.each(at, end, func(piece []byte) { data = data[copy(piece, data):] })
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
		from = f.node.content.size
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
	if size > math.MaxInt64-blockSize {
		return &Error{Kind: QuotaExceeded, Quota: f.tree.quota.Bytes}
	}
	old := f.node.content.size
	if err := f.tree.resize(f.node, int64(size)); err != nil {
		return err
	}
	if int64(size) > old {
		f.node.content.each(old, int64(size), func(piece []byte) { clear(piece) })
	}
	return nil
}

// Stat tells what is known of the file.
func (f *File) Stat() Metadata {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if f.node == nil {
		return Metadata{}
	}
	return Metadata{Size: uint64(f.node.content.size)}
}
