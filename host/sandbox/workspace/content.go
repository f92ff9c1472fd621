package workspace

import (
	"math/bits"
	"slices"
	"sync"
)

// content is the bytes of a file. They lie in blocks, so that a file grows without
// being copied and blocks are used again: a small file has one block of its size,
// every other file whole ones.
type content struct {
	size int64
	// shared bytes belong to the files that the tree was filled from, and are
	// copied into blocks before the first change.
	shared []byte
	blocks [][]byte
}

const (
	blockSize = 64 << 10
	minBlock  = 64
)

// freeBlocks are whole blocks that no file uses. What is in them is not cleared.
var freeBlocks = sync.Pool{New: func() any { return new([blockSize]byte) }}

// roomFor is how much memory the blocks for so many bytes take.
func roomFor(size int64) int64 {
	switch {
	case size == 0:
		return 0
	case size <= minBlock:
		return minBlock
	case size <= blockSize:
		return 1 << bits.Len64(uint64(size-1))
	}
	return (size + blockSize - 1) / blockSize * blockSize
}

// room is how much memory the blocks take.
func (c *content) room() int64 {
	if len(c.blocks) == 0 {
		return 0
	}
	return int64(len(c.blocks)-1)*blockSize + int64(len(c.blocks[0]))
}

// setRoom makes the blocks those for size bytes, with what they held as far as
// both reach. What they have more is not cleared.
func (c *content) setRoom(size int64) {
	old := c.blocks
	room := roomFor(size)
	if c.shared != nil {
		kept := c.shared[:min(c.size, size)]
		c.shared = nil
		c.setRoom(size)
		c.each(0, int64(len(kept)), func(piece []byte) { kept = kept[copy(piece, kept):] })
		return
	}
	if room <= blockSize && len(old) == 1 && int64(len(old[0])) == room {
		return
	}
	if room > 0 && room < blockSize {
		small := make([]byte, room)
		if len(old) > 0 {
			copy(small, old[0])
		}
		release(old)
		c.blocks = append(c.blocks[:0], small)
		return
	}
	blocks := int(room / blockSize)
	if blocks < len(old) {
		release(old[blocks:])
		c.blocks = slices.Delete(old, blocks, len(old))
		return
	}
	if len(old) == 1 && len(old[0]) < blockSize {
		first := freeBlocks.Get().(*[blockSize]byte)
		copy(first[:], old[0])
		old[0] = first[:]
	}
	for len(c.blocks) < blocks {
		c.blocks = append(c.blocks, freeBlocks.Get().(*[blockSize]byte)[:])
	}
}

// release gives whole blocks back.
func release(blocks [][]byte) {
	for i, b := range blocks {
		if len(b) == blockSize {
			freeBlocks.Put((*[blockSize]byte)(b))
		}
		blocks[i] = nil
	}
}

// each calls f with the pieces from one position to another, in order.
func (c *content) each(from, to int64, f func(piece []byte)) {
	if c.shared != nil {
		f(c.shared[from:to])
		return
	}
	for from < to {
		block := c.blocks[from/blockSize]
		piece := block[from%blockSize:]
		piece = piece[:min(int64(len(piece)), to-from)]
		f(piece)
		from += int64(len(piece))
	}
}

// read copies from a position on into b and gives how many bytes.
func (c *content) read(b []byte, at int64) int {
	n := 0
	if at < c.size {
		c.each(at, min(c.size, at+int64(len(b))), func(piece []byte) { n += copy(b[n:], piece) })
	}
	return n
}

// bytes is a copy of all of it.
func (c *content) bytes() []byte {
	b := make([]byte, c.size)
	c.read(b, 0)
	return b
}
