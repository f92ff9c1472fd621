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
	outermost, err := s.enter()
	if err != nil {
		return err
	}
	buf, err := s.start(f, args)
	if err == nil {
		s.Run(f, buf)
		err = s.Finish(f, buf, args)
	}
	s.leave(outermost)
	return err
}

// Start makes a call of a store that is held ready. [Store.Run] and [Store.Finish]
// follow at once, with what it gives.
//
// The three are Call for a caller whose calls come back into Go: a frame fewer is
// on the stack, and each frame costs such a call some 8 ns, as processors predict
// no more than 16 returns.
func (s *Store) Start(f *Func, args []Raw) (*Raw, error) {
	if s.state.Load() != stateHeld || s.dead.Load() {
		return nil, s.unheld()
	}
	return s.start(f, args)
}

func (s *Store) start(f *Func, args []Raw) (*Raw, error) {
	n := f.slots
	if f.store != s {
		return nil, ErrForeign
	}
	if len(args) < n {
		return nil, fmt.Errorf("engine: call: %d values given, the function needs %d", len(args), n)
	}
	// The arguments go through memory of C: Go may move the caller's stack
	// while host functions run.
	var buf []Raw
	top := s.top + n
	if top > len(s.args) {
		if buf = largeArgs(n); buf == nil {
			return nil, fmt.Errorf("engine: call: the system has no memory for %d values", n)
		}
	} else {
		buf = s.args[s.top:top]
	}
	s.top = top
	move(buf, args[:n])
	return unsafe.SliceData(buf), nil
}

// Run runs a function.
func (s *Store) Run(f *Func, buf *Raw) {
	C.viv_call(C.uintptr_t(uintptr(unsafe.Pointer(s.c))), C.uint64_t(f.id), C.uintptr_t(f.ptr),
		C.uintptr_t(uintptr(unsafe.Pointer(buf))), C.size_t(f.slots))
}

// Finish ends a call that has run. args are those of Start, and receive the
// results.
func (s *Store) Finish(f *Func, buf *Raw, args []Raw) (err error) {
	n := f.slots
	if rc := s.c.result; rc != C.VIV_OK {
		err = s.failure(rc)
	} else {
		move(args[:n], unsafe.Slice(buf, n))
	}
	if s.top > len(s.args) {
		C.free(unsafe.Pointer(buf))
	}
	s.top -= n
	return err
}

// largeArgs is memory of C for n values, nil where the system has none.
func largeArgs(n int) []Raw {
	return unsafe.Slice((*Raw)(C.calloc(C.size_t(n), C.size_t(unsafe.Sizeof(Raw{})))), n)
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
