package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// pageSize is the size in bytes of the parts of a memory that an image has or
// leaves out.
const pageSize = 64 << 10

// Image is the contents of a memory, from which new memories start without
// being copied: the pages are shared until they are written. It may be used
// from several goroutines.
type Image struct {
	refs   refs
	file   *os.File
	offset uint64 // in the file
	c      *C.viv_image
	size   uint64
}

// NewImage makes an image of the bytes that r gives, at most limit bytes. A memory
// can start from it if they are a whole number of its pages.
func NewImage(r io.Reader, limit uint64) (*Image, error) {
	f, err := newImageFile()
	if err != nil {
		return nil, fmt.Errorf("engine: image: %w", err)
	}
	n, err := io.Copy(f, io.LimitReader(r, int64(min(limit, 1<<62))+1))
	if err == nil && uint64(n) > limit {
		err = &InstanceLimitError{Limit: "image", Max: limit, Used: uint64(n)}
	}
	if err == nil {
		err = seal(f)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("engine: image: %w", err)
	}
	return newImage(f, 0, uint64(n))
}

// OpenImage makes an image of size bytes of a file, from an offset that is a multiple
// of 64 KiB. Memories are mapped over the file: while the image or a memory that
// started from it is in use the file must not be changed, but it may be removed, or
// replaced by renaming. The file itself may be closed.
func OpenImage(f *os.File, offset, size uint64) (*Image, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("engine: image: %w", err)
	}
	if end := uint64(info.Size()); offset%pageSize != 0 || offset > end || size > end-offset {
		return nil, fmt.Errorf("engine: image: there are no %d bytes at %#x of the file", size, offset)
	}
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("engine: image: %w", os.NewSyscallError("fcntl", err))
	}
	return newImage(os.NewFile(uintptr(fd), f.Name()), offset, size)
}

func newImage(f *os.File, offset, size uint64) (*Image, error) {
	c := C.viv_image_new(C.int(f.Fd()), C.size_t(offset), C.size_t(size))
	if c == nil {
		_ = f.Close()
		return nil, errors.New("engine: image: the system has no memory")
	}
	return &Image{file: f, offset: offset, c: c, size: size}, nil
}

// Snapshot makes an image of the memory as it is now.
func (m *Memory) Snapshot() (*Image, error) {
	s := m.store
	outermost, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer s.leave(outermost)
	f, err := newImageFile()
	if err != nil {
		return nil, fmt.Errorf("engine: image: %w", err)
	}
	b := m.Bytes()
	if err = f.Truncate(int64(len(b))); err == nil {
		err = writePages(f, b)
	}
	if err == nil {
		err = seal(f)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("engine: image: %w", err)
	}
	return newImage(f, 0, uint64(len(b)))
}

// writePages writes the parts of b that are not zero: the file has zeros
// where nothing is written.
func writePages(f *os.File, b []byte) error {
	next := func(start int) int { return min(start+pageSize, len(b)) }
	for start := 0; start < len(b); {
		end := next(start)
		if isZero(b[start:end]) {
			start = end
			continue
		}
		for end < len(b) && !isZero(b[end:next(end)]) {
			end = next(end)
		}
		if _, err := f.WriteAt(b[start:end], int64(start)); err != nil {
			return err
		}
		start = end
	}
	return nil
}

var zeros [4096]byte

func isZero(b []byte) bool {
	for len(b) > len(zeros) {
		if string(b[:len(zeros)]) != string(zeros[:]) {
			return false
		}
		b = b[len(zeros):]
	}
	return string(b) == string(zeros[:len(b)])
}

// Size gives the size in bytes.
func (i *Image) Size() uint64 { return i.size }

// Reader gives the image's bytes, to be saved; it must not be used once the
// image is closed.
func (i *Image) Reader() io.Reader { return io.NewSectionReader(i, 0, int64(i.size)) }

// ReadAt implements [io.ReaderAt].
func (i *Image) ReadAt(p []byte, offset int64) (int, error) {
	if !i.refs.use() {
		return 0, fmt.Errorf("image: %w", ErrClosed)
	}
	defer i.done()
	return io.NewSectionReader(i.file, int64(i.offset), int64(i.size)).ReadAt(p, offset)
}

// Close frees the image. Memories that started from it keep their contents.
func (i *Image) Close() error {
	if i.refs.close() {
		return i.free()
	}
	return nil
}

func (i *Image) done() {
	if i.refs.done() {
		_ = i.free()
	}
}

func (i *Image) free() error {
	C.viv_image_close(i.c)
	return i.file.Close()
}

// cImages turns the images for the memories of m into what C takes. The
// images stay open until done is called.
func cImages(m *Module, images []*Image) (out []*C.viv_image, done func(), err error) {
	if len(images) == 0 {
		return nil, func() {}, nil
	}
	if len(images) > len(m.meta.memories) {
		return nil, nil, &LinkError{Message: fmt.Sprintf("%d images for %d memories", len(images), len(m.meta.memories))}
	}
	out = make([]*C.viv_image, len(images))
	used := 0
	done = func() {
		for _, image := range images[:used] {
			if image != nil {
				image.done()
			}
		}
	}
	for n, image := range images {
		if image != nil {
			if !image.refs.use() {
				done()
				return nil, nil, fmt.Errorf("image %d: %w", n, ErrClosed)
			}
			out[n] = image.c
		}
		used++
		if image != nil && image.size&(1<<m.meta.memories[n].PageSizeLog2-1) != 0 {
			done()
			return nil, nil, &LinkError{Message: fmt.Sprintf("image %d: %d bytes are no whole number of pages of 1<<%d bytes",
				n, image.size, m.meta.memories[n].PageSizeLog2)}
		}
	}
	return out, done, nil
}
