package engine

/*
#include "engine.h"
#include "pages.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// PageWay is how the pages of a memory that code has written are found.
type PageWay int

// The ways, from the slowest to the quickest: see pages.h.
const (
	PagesUnknown PageWay = C.VIV_PAGES_UNKNOWN
	PagesCopied  PageWay = C.VIV_PAGES_COPIED
	PagesWatched PageWay = C.VIV_PAGES_WATCHED
)

// Pages tells which way this system has. The first call asks the system.
func Pages() PageWay { return PageWay(C.viv_pages_way()) }

// LimitPages takes the ways after the given one away from the whole process: for
// tests of systems that lack them.
func LimitPages(way PageWay) { C.viv_pages_limit(C.int(way)) }

// Saved holds globals of a store with the values that [Store.Restore] gives them.
type Saved struct {
	store   *Store
	globals []C.viv_saved_global
}

// Save adds a global that is a number or a v128.
func (v *Saved) Save(g Global, value Raw) error {
	if v.store == nil {
		v.store = g.store
	}
	if v.store != g.store {
		return ErrForeign
	}
	if g.typ.Value.IsRef() || !g.typ.Mutable {
		return fmt.Errorf("engine: a global of type %s cannot be set", g.typ)
	}
	kind, err := kinds([]ValType{g.typ.Value})
	if err != nil {
		return err
	}
	saved := C.viv_saved_global{global: g.c}
	saved.value.kind = C.uint8_t(kind[0])
	*(*Raw)(unsafe.Pointer(&saved.value.of)) = value
	v.globals = append(v.globals, saved)
	return nil
}

// Errors of [Store.Restore].
var (
	ErrHeapUsed    = errors.New("engine: the heap holds exceptions or objects that are not freed before the store is closed")
	ErrNotRestored = errors.New("engine: the system cannot give a memory its first contents back")
)

// Restore makes the store what it was when the last of its instances was made, but
// for what is no memory's and no saved global's: every memory has the contents and
// the size that it began with, and the globals have their saved values. The tables
// are what they were where code cannot change them, which is for the caller to know.
// What is counted against the limit starts anew, and an interrupt or a deadline is
// gone. It gives how many pages it restored.
//
// All memories were looked up by [Instance.Export] before. After an error the store is
// fit to be closed only.
func (s *Store) Restore(v *Saved) (pages int, err error) {
	if len(v.globals) > 0 && v.store != s {
		return 0, ErrForeign
	}
	outermost, err := s.enter()
	if err != nil {
		return 0, err
	}
	defer s.leave(outermost)
	if bool(C.viv_on_this_thread(s.c)) {
		return 0, ErrBusy
	}
	s.top, s.cause = 0, nil
	C.viv_set_deadline(s.c, false, 0)
	C.viv_clear_interrupt(s.c)
	var n C.size_t
	switch C.viv_restore(s.c, unsafe.SliceData(v.globals), C.size_t(len(v.globals)), C.uint64_t(s.tableBytes), &n) {
	case C.VIV_NOT_RESTORED:
		return 0, ErrNotRestored
	case C.VIV_HEAP_USED:
		return 0, ErrHeapUsed
	}
	return int(n), nil
}

// SetMemoryLimit replaces [StoreConfig.MemoryLimit]. It gives an
// [*InstanceLimitError] where more is in use already.
func (s *Store) SetMemoryLimit(limit uint64) error {
	outermost, err := s.enter()
	if err != nil {
		return err
	}
	defer s.leave(outermost)
	if used := uint64(s.c.used); used > limit {
		return &InstanceLimitError{Limit: "memory", Max: limit, Used: used}
	}
	s.config.MemoryLimit = limit
	s.c.limit = C.uint64_t(limit)
	return nil
}
