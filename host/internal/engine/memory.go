package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Memory is a linear memory of an instance, valid while its store is open.
type Memory struct {
	store  *Store
	c      *C.viv_memory
	handle C.wasmtime_memory_t
	typ    MemoryType
}

func (*Memory) extern() {}

// Type gives the memory's type.
func (m *Memory) Type() MemoryType { return m.typ }

// Bytes gives the contents as they are now; they begin at the same address
// for the memory's whole life. The slice must not be used once the store is
// closed, nor while code of the store runs on another thread. It is nil when
// the store is closed.
func (m *Memory) Bytes() []byte {
	if m.store.state.Load() == stateClosed {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(m.c.base)), int(m.c.size))
}

// Size gives the size in bytes; 0 when the store is closed.
func (m *Memory) Size() uint64 {
	if m.store.state.Load() == stateClosed {
		return 0
	}
	return uint64(m.c.size)
}

// Grow makes the memory larger by a number of pages and gives its size before
// in pages.
func (m *Memory) Grow(pages uint64) (uint64, error) {
	s := m.store
	outermost, err := s.enter()
	if err != nil {
		return 0, err
	}
	defer s.leave(outermost)
	refused := s.c.refused
	var previous C.uint64_t
	if bool(C.viv_memory_grow(s.c, &m.handle, C.uint64_t(pages), &previous)) {
		return uint64(previous), nil
	}
	if s.c.refused > refused {
		return 0, s.memoryError(pages << m.typ.PageSizeLog2)
	}
	return 0, fmt.Errorf("engine: memory cannot grow by %d pages from %d bytes", pages, m.c.size)
}
