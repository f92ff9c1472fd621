package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"sync/atomic"
	"unsafe"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// compiled holds the library's pointer to a module.
type compiled struct{ c *C.wasmtime_module_t }

// Module is a compiled core module. It may be used from several goroutines.
type Module struct {
	engine *Engine
	c      atomic.Pointer[compiled]
	meta   meta
}

// Compile compiles a core module in the binary format. The context is looked
// at before the work begins; the work itself cannot be stopped. Errors are
// those of [wasm.Parse] and [*CompileError].
func (e *Engine) Compile(ctx context.Context, src []byte) (*Module, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	parsed, err := wasm.Parse(src)
	if err != nil {
		return nil, err
	}
	meta, err := metaOf(parsed)
	if err != nil {
		return nil, err
	}
	c, err := e.acquire()
	if err != nil {
		return nil, err
	}
	var out *C.wasmtime_module_t
	fail := C.wasmtime_module_new(c.engine, (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(src))), C.size_t(len(src)), &out)
	return e.newModule(out, fail, meta)
}

func (e *Engine) newModule(c *C.wasmtime_module_t, fail *C.wasmtime_error_t, meta meta) (*Module, error) {
	if fail != nil {
		e.release()
		return nil, &CompileError{Message: takeMessage(fail)}
	}
	C.viv_count(1)
	m := &Module{engine: e, meta: meta}
	m.c.Store(&compiled{c})
	return m, nil
}

// Imports gives what the module imports, in the order in which
// [Store.Instantiate] takes it. The slice must not be changed.
func (m *Module) Imports() []ImportType { return m.meta.Imports }

// Exports gives what the module exports; [Instance.Export] takes positions in
// this slice, which must not be changed.
func (m *Module) Exports() []ExportType { return m.meta.Exports }

// Memories gives the types of the memories that the module defines (it does
// not import them), in the order of [InstantiateOptions].
func (m *Module) Memories() []MemoryType { return m.meta.Memories }

// Close frees the module. Instances of it live on in their stores.
func (m *Module) Close() error {
	c := m.c.Swap(nil)
	if c == nil {
		return nil
	}
	C.wasmtime_module_delete(c.c)
	C.viv_count(-1)
	m.engine.release()
	return nil
}
