package engine

/*
#include "engine.h"
#include <stdlib.h>

// The library walks over the exports up to the n-th, or looks a name up,
// whichever is faster.
static bool viv_export(viv_store *s, uint64_t store_id, size_t instance, size_t n, const char *name, size_t len) {
  wasmtime_instance_t i = {.store_id = store_id, .__private = instance};
  char *its_name;
  size_t its_len;
  if (n < 2)
    return wasmtime_instance_export_nth(s->ctx, &i, n, &its_name, &its_len, &s->found);
  return wasmtime_instance_export_get(s->ctx, &i, name, len, &s->found);
}
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// Extern is something that an instance imports or exports: [*HostFn] or, all
// of one store, [Func], [*Func], [*Memory], [Table], [Global] and [Tag].
type Extern interface{ extern() }

// Table is a table of an instance, valid while its store is open.
type Table struct {
	store *Store
	c     C.wasmtime_table_t
	typ   TableType
}

// Tag is an exception tag of an instance, valid while its store is open.
type Tag struct {
	store *Store
	c     C.wasmtime_tag_t
	typ   TagType
}

func (Table) extern() {}
func (Tag) extern()   {}

// Type gives the table's type.
func (t Table) Type() TableType { return t.typ }

// Type gives the tag's type.
func (t Tag) Type() TagType { return t.typ }

// InstantiateOptions says how the memories of a new instance start.
type InstantiateOptions struct {
	// Images holds the contents of the memories that the module defines, in
	// their order; nil is zeros. Data segments are copied over them.
	Images []*Image
}

// Pre is a module prepared to be instantiated in any store: it imports host
// functions only. It may be used from several goroutines.
type Pre struct {
	engine  *Engine
	module  *Module
	hostFns []*HostFn

	refs refs // stores with instances of it
	c    *C.wasmtime_instance_pre_t
}

// Instance is a module with its state, valid while its store is open.
type Instance struct {
	store  *Store
	module *Module
	c      C.wasmtime_instance_t
}

// Prepare links a module that imports nothing but functions with host
// functions, in the order of its imports.
func (e *Engine) Prepare(m *Module, hostFuncs []*HostFn) (*Pre, error) {
	if err := m.use(e); err != nil {
		return nil, err
	}
	defer m.done()
	imports := m.Imports()
	if len(hostFuncs) != len(imports) {
		return nil, &LinkError{Message: fmt.Sprintf("%d functions for %d imports", len(hostFuncs), len(imports))}
	}
	c, err := e.acquire()
	if err != nil {
		return nil, err
	}
	linker := C.wasmtime_linker_new(c.engine)
	defer C.wasmtime_linker_delete(linker)
	p := &Pre{engine: e, module: m}
	if err := p.define(linker, imports, hostFuncs); err != nil {
		p.release()
		return nil, err
	}
	if fail := C.wasmtime_linker_instantiate_pre(linker, m.c, &p.c); fail != nil {
		p.release()
		return nil, &LinkError{Message: takeMessage(fail)}
	}
	C.viv_count(1)
	return p, nil
}

func (p *Pre) define(linker *C.wasmtime_linker_t, imports []ImportType, hostFuncs []*HostFn) error {
	defined := map[[2]string]*HostFn{}
	for i, im := range imports {
		h := hostFuncs[i]
		want, ok := im.Type.(FuncType)
		switch {
		case !ok:
			return &LinkError{Message: fmt.Sprintf("import %q %q is not a function but %s", im.Module, im.Name, im.Type)}
		case h == nil:
			return &LinkError{Message: fmt.Sprintf("import %q %q: no function given", im.Module, im.Name)}
		case !sameFuncType(want, h.typ):
			return &LinkError{Message: fmt.Sprintf("import %q %q: want %s, host function %s is %s", im.Module, im.Name, want, h.name, h.typ)}
		}
		key := [2]string{im.Module, im.Name}
		if other, again := defined[key]; again {
			if other != h {
				return &LinkError{Message: fmt.Sprintf("import %q %q appears twice with different functions", im.Module, im.Name)}
			}
			continue
		}
		if err := h.use(p.engine); err != nil {
			return err
		}
		p.hostFns = append(p.hostFns, h)
		defined[key] = h
		if fail := C.viv_define(linker, cString(im.Module), C.size_t(len(im.Module)), cString(im.Name),
			C.size_t(len(im.Name)), h.c, C.uint64_t(h.handle)); fail != nil {
			return &LinkError{Message: takeMessage(fail)}
		}
	}
	return nil
}

// cString gives the bytes of s to C for the length of one call.
func cString(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) }

func sameFuncType(a, b FuncType) bool {
	return sameTypes(a.Params, b.Params) && sameTypes(a.Results, b.Results)
}

func sameTypes(a, b []ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (p *Pre) release() {
	for _, h := range p.hostFns {
		h.done()
	}
	p.hostFns = nil
	p.engine.release()
}

// Close frees what was prepared. Instances of it live on in their stores.
func (p *Pre) Close() error {
	if p.refs.close() {
		p.free()
	}
	return nil
}

func (p *Pre) done() {
	if p.refs.done() {
		p.free()
	}
}

func (p *Pre) free() {
	C.wasmtime_instance_pre_delete(p.c)
	C.viv_count(-1)
	p.release()
}

// Instantiate makes an instance in the store.
func (p *Pre) Instantiate(s *Store, o InstantiateOptions) (*Instance, error) {
	if s.engine != p.engine {
		return nil, fmt.Errorf("store: %w", ErrForeign)
	}
	outermost, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer s.leave(outermost)
	return p.instantiate(s, o)
}

// instantiate is Instantiate in a store that is in use already.
func (p *Pre) instantiate(s *Store, o InstantiateOptions) (*Instance, error) {
	if !s.holds(p) {
		// The store keeps what was prepared, and so its host functions, until
		// it is closed.
		if !p.refs.use() {
			return nil, fmt.Errorf("prepared module: %w", ErrClosed)
		}
		s.pres = append(s.pres, p)
	} else if p.refs.isClosed() {
		return nil, fmt.Errorf("prepared module: %w", ErrClosed)
	}
	return s.instantiate(p.module, p.c, nil, nil, o)
}

func (s *Store) holds(p *Pre) bool {
	for _, held := range s.pres {
		if held == p {
			return true
		}
	}
	return false
}

// hostFunc gives the store's own function for a host function and keeps that
// usable until the store is closed.
func (s *Store) hostFunc(h *HostFn) (C.wasmtime_func_t, error) {
	if f, ok := s.hostFns[h]; ok {
		return f, nil
	}
	if err := h.use(s.engine); err != nil {
		return C.wasmtime_func_t{}, err
	}
	if s.hostFns == nil {
		s.hostFns = map[*HostFn]C.wasmtime_func_t{}
	}
	var f C.wasmtime_func_t
	C.viv_func_new(s.c, h.c, C.uint64_t(h.handle), &f)
	s.hostFns[h] = f
	return f, nil
}

// Instantiate makes an instance of m with what it imports, in order.
func (s *Store) Instantiate(m *Module, imports []Extern, o InstantiateOptions) (*Instance, error) {
	if err := m.use(s.engine); err != nil {
		return nil, err
	}
	defer m.done()
	if len(imports) != len(m.Imports()) {
		return nil, &LinkError{Message: fmt.Sprintf("%d values for %d imports", len(imports), len(m.Imports()))}
	}
	outermost, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer s.leave(outermost)
	externs := make([]C.wasmtime_extern_t, len(imports))
	for i, im := range imports {
		if err := s.toC(im, &externs[i]); err != nil {
			t := m.Imports()[i]
			return nil, fmt.Errorf("engine: import %q %q: %w", t.Module, t.Name, err)
		}
	}
	return s.instantiate(m, nil, m.c, externs, o)
}

func (s *Store) toC(e Extern, out *C.wasmtime_extern_t) error {
	of := unsafe.Pointer(&out.of)
	var owner *Store
	switch e := e.(type) {
	case *HostFn:
		if e == nil {
			return errors.New("it was given no value")
		}
		f, err := s.hostFunc(e)
		out.kind = C.WASMTIME_EXTERN_FUNC
		*(*C.wasmtime_func_t)(of) = f
		return err
	case *Func:
		if e == nil {
			return errors.New("it was given no value")
		}
		return s.toC(*e, out)
	case Func:
		owner = e.store
		out.kind = C.WASMTIME_EXTERN_FUNC
		*(*[2]uint64)(of) = [2]uint64{e.id, uint64(e.ptr)}
	case *Memory:
		if e == nil {
			return errors.New("it was given no value")
		}
		owner = e.store
		out.kind = C.WASMTIME_EXTERN_MEMORY
		*(*C.wasmtime_memory_t)(of) = e.handle
	case Table:
		owner = e.store
		out.kind = C.WASMTIME_EXTERN_TABLE
		*(*C.wasmtime_table_t)(of) = e.c
	case Global:
		owner = e.store
		out.kind = C.WASMTIME_EXTERN_GLOBAL
		*(*C.wasmtime_global_t)(of) = e.c
	case Tag:
		owner = e.store
		out.kind = C.WASMTIME_EXTERN_TAG
		*(*C.wasmtime_tag_t)(of) = e.c
	default:
		return errors.New("it was given no value")
	}
	if owner != s {
		return ErrForeign
	}
	return nil
}

func (s *Store) instantiate(m *Module, pre *C.wasmtime_instance_pre_t, c *C.wasmtime_module_t, imports []C.wasmtime_extern_t, o InstantiateOptions) (*Instance, error) {
	images, done, err := cImages(m, o.Images)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := s.charge(m); err != nil {
		return nil, err
	}
	memories := m.meta.memories
	if heapIsToldByOrder && len(memories) > 0 && memories[0].Min == 0 && !bool(s.c.has_heap) {
		// The store's heap and a first memory of no pages look alike when they
		// are made: make the heap beforehand.
		if err := s.makeHeap(); err != nil {
			return nil, err
		}
	}
	refused := s.c.refused
	s.c.no_room = false
	i := &Instance{store: s, module: m}
	var made C.size_t
	rc := C.viv_instantiate(s.c, pre, c, unsafe.SliceData(imports), C.size_t(len(imports)),
		unsafe.SliceData(images), C.size_t(len(images)), C.bool(len(memories) == 0 || memories[0].Min != 0), &i.c, &made)
	if rc != C.VIV_OK {
		err := s.failure(rc)
		var t *Trap
		switch trapped := errors.As(err, &t); {
		case trapped && t.Code == TrapInterrupt:
			return nil, err // a heap that was refused memory may have found room by a collection
		case bool(s.c.no_room):
			return nil, noAddresses()
		case s.c.refused > refused:
			return nil, s.memoryError(uint64(s.c.last_refused))
		case trapped && t.Code == TrapOther && t.Cause == nil:
			return nil, &LinkError{Message: t.Message}
		}
		return nil, err
	}
	if int(made) != len(memories) {
		return nil, fmt.Errorf("engine: the library made %d memories for a module of %d", made, len(memories))
	}
	return i, nil
}

// charge counts what a new instance holds under the store's limits, until the
// store is closed.
func (s *Store) charge(m *Module) error {
	defined := 0
	for _, t := range m.meta.tables {
		if !t.defined {
			continue
		}
		defined++
		if t.typ.Min > s.config.TableElements {
			return &InstanceLimitError{Limit: "table elements", Max: s.config.TableElements, Used: t.typ.Min}
		}
	}
	for _, c := range []struct {
		limit     string
		used      *int
		more, max int
	}{
		{"instances", &s.instances, 1, s.config.Instances},
		{"memories", &s.memories, len(m.meta.memories), s.config.Memories},
		{"tables", &s.tables, defined, s.config.Tables},
	} {
		if *c.used+c.more > c.max {
			return &InstanceLimitError{Limit: c.limit, Max: uint64(c.max), Used: uint64(*c.used + c.more)}
		}
		*c.used += c.more
	}
	n := m.meta.tableBytes(s.config.TableElements)
	if !bool(C.viv_charge(s.c, C.size_t(n))) {
		return s.memoryError(n)
	}
	s.tableBytes += n
	return nil
}

// memoryError describes the refusal of n more bytes.
func (s *Store) memoryError(n uint64) error {
	return &InstanceLimitError{Limit: "memory", Max: uint64(s.c.limit), Used: uint64(s.c.used) + n}
}

// Module gives the module of the instance.
func (i *Instance) Module() *Module { return i.module }

// Export gives an export by its position in [Module.Exports].
func (i *Instance) Export(index int) (Extern, error) {
	exports := i.module.Exports()
	if index < 0 || index >= len(exports) {
		return nil, fmt.Errorf("engine: export %d: the module has %d exports", index, len(exports))
	}
	s := i.store
	outermost, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer s.leave(outermost)
	name := exports[index].Name
	if !bool(C.viv_export(s.c, i.c.store_id, i.c.__private, C.size_t(index), cString(name), C.size_t(len(name)))) {
		return nil, fmt.Errorf("engine: export %d is missing", index)
	}
	of := unsafe.Pointer(&s.c.found.of)
	switch t := exports[index].Type.(type) {
	case FuncType:
		words := *(*[2]uint64)(of)
		return Func{store: s, id: words[0], ptr: uintptr(words[1]), typ: &i.module.meta.exports[index], slots: max(len(t.Params), len(t.Results))}, nil
	case MemoryType:
		m := &Memory{store: s, handle: *(*C.wasmtime_memory_t)(of), typ: t}
		m.c = C.viv_memory_find(s.c, &m.handle)
		if m.c == nil {
			return nil, fmt.Errorf("engine: export %d is a memory that was not made here", index)
		}
		return m, nil
	case TableType:
		return Table{store: s, c: *(*C.wasmtime_table_t)(of), typ: t}, nil
	case GlobalType:
		return Global{store: s, c: *(*C.wasmtime_global_t)(of), typ: t}, nil
	case TagType:
		return Tag{store: s, c: *(*C.wasmtime_tag_t)(of), typ: t}, nil
	}
	return nil, fmt.Errorf("engine: export %d has a type that cannot be exported", index)
}
