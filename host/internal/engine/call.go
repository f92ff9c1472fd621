package engine

/*
#include "engine.h"
#include <stdlib.h>

#cgo noescape viv_call
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Func is a function of an instance, valid while its store is open.
type Func struct {
	store *Store
	id    uint64
	ptr   uintptr // of the library, never dereferenced here
	typ   *ExportType
	slots int
}

func (Func) extern() {}

// Type gives the function's type.
func (f *Func) Type() FuncType {
	if f.typ == nil {
		return FuncType{}
	}
	return f.typ.Type.(FuncType)
}

// Slots gives how many values [Store.Call] needs room for: as many as the
// function has parameters or results, whichever is more.
func (f *Func) Slots() int { return f.slots }

// Call calls a function. args holds the arguments and then the results, both
// from the front, and must have at least [Func.Slots] values; neither their
// number nor their types are checked further. It allocates nothing. A failure
// is a [*Trap], or an error of use such as [ErrClosed].
func (s *Store) Call(f *Func, args []Raw) error {
	n := f.slots
	if f.store != s {
		return ErrForeign
	}
	if len(args) < n {
		return fmt.Errorf("engine: call: %d values given, the function needs %d", len(args), n)
	}
	outermost, err := s.enter()
	if err != nil {
		return err
	}
	top := s.top
	if top+n > len(s.args) {
		err = s.callLarge(f, args)
		s.leave(outermost)
		return err
	}
	// The arguments go through memory of C: Go may move the caller's stack
	// while host functions run.
	buf := s.args[top : top+n]
	args = args[:n]
	move(buf, args)
	s.top = top + n
	C.viv_call(C.uintptr_t(uintptr(unsafe.Pointer(s.c))), C.uint64_t(f.id), C.uintptr_t(f.ptr),
		C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(buf)))), C.size_t(n))
	s.top = top
	if rc := s.c.result; rc != C.VIV_OK {
		err = s.failure(rc)
	} else {
		move(args, buf)
	}
	s.leave(outermost)
	return err
}

// move copies values. One value, as most functions have, is not worth the call
// that copy is.
func move(to, from []Raw) {
	if len(from) == 1 {
		to[0] = from[0]
		return
	}
	copy(to, from)
}

// callLarge makes a call whose arguments do not fit in the store's stack of
// them.
func (s *Store) callLarge(f *Func, args []Raw) error {
	n := f.slots
	p := C.calloc(C.size_t(n), C.size_t(unsafe.Sizeof(Raw{})))
	if p == nil {
		return fmt.Errorf("engine: call: the system has no memory for %d values", n)
	}
	defer C.free(p)
	buf := unsafe.Slice((*Raw)(p), n)
	copy(buf, args)
	C.viv_call(C.uintptr_t(uintptr(unsafe.Pointer(s.c))), C.uint64_t(f.id), C.uintptr_t(f.ptr),
		C.uintptr_t(uintptr(p)), C.size_t(n))
	if rc := s.c.result; rc != C.VIV_OK {
		return s.failure(rc)
	}
	copy(args, buf)
	return nil
}
