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

// Global is a global of an instance, valid while its store is open.
type Global struct {
	store *Store
	c     C.wasmtime_global_t
	typ   GlobalType
}

func (Global) extern() {}

// Type gives the global's type.
func (g Global) Type() GlobalType { return g.typ }

// GlobalGet gives the value of a global that is a number or a v128.
func (s *Store) GlobalGet(g Global) (Raw, error) {
	if g.store != s {
		return Raw{}, ErrForeign
	}
	if g.typ.Value.IsRef() {
		return Raw{}, fmt.Errorf("engine: a global of type %s cannot be read: it holds a reference", g.typ.Value)
	}
	outermost, err := s.enter()
	if err != nil {
		return Raw{}, err
	}
	defer s.leave(outermost)
	var v C.wasmtime_val_t
	C.wasmtime_global_get(s.c.ctx, &g.c, &v)
	// The library writes only the bytes that the type has.
	var r Raw
	of := unsafe.Pointer(&v.of)
	switch g.typ.Value {
	case I32, F32:
		r.Lo = uint64(*(*uint32)(of))
	case V128:
		r = *(*Raw)(of)
	default:
		r.Lo = *(*uint64)(of)
	}
	return r, nil
}

// GlobalSet sets a mutable global that is a number or a v128.
func (s *Store) GlobalSet(g Global, r Raw) error {
	if g.store != s {
		return ErrForeign
	}
	if g.typ.Value.IsRef() || !g.typ.Mutable {
		return fmt.Errorf("engine: a global of type %s cannot be set", g.typ)
	}
	outermost, err := s.enter()
	if err != nil {
		return err
	}
	defer s.leave(outermost)
	kind, err := kinds([]ValType{g.typ.Value})
	if err != nil {
		return err
	}
	v := C.wasmtime_val_t{kind: C.uint8_t(kind[0])}
	*(*Raw)(unsafe.Pointer(&v.of)) = r
	if fail := C.wasmtime_global_set(s.c.ctx, &g.c, &v); fail != nil {
		return fmt.Errorf("engine: global: %s", takeMessage(fail))
	}
	return nil
}
