package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/vivarium-wasm/vivarium/host/internal/wasm"
)

// Module is a compiled core module. It may be used from several goroutines.
type Module struct {
	engine *Engine
	refs   refs
	c      *C.wasmtime_module_t
	meta   meta
}

// Compile compiles a core module in the binary format. The context is looked
// at before the work begins; the work itself cannot be stopped, so it is
// bounded by [Config.MaxCompileWork] and by the length of src, which is the
// caller's to bound. Errors are those of [wasm.Parse], [*LimitError] and
// [*CompileError].
func (e *Engine) Compile(ctx context.Context, src []byte) (*Module, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	parsed, err := wasm.Parse(src)
	if err != nil {
		return nil, err
	}
	if work := parsed.CompileWork(); work > e.config.MaxCompileWork {
		return nil, &LimitError{Limit: "compile work", Max: e.config.MaxCompileWork, Used: work}
	}
	if err := refuseUnbounded(parsed); err != nil {
		return nil, err
	}
	meta := metaOf(parsed)
	c, err := e.acquire()
	if err != nil {
		return nil, err
	}
	var out *C.wasmtime_module_t
	fail := C.viv_library_compile(c.engine, (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(src))), C.size_t(len(src)), &out)
	if fail != nil {
		e.release()
		return nil, &CompileError{Message: takeMessage(fail)}
	}
	return e.newModule(out, meta), nil
}

func (e *Engine) newModule(c *C.wasmtime_module_t, meta meta) *Module {
	C.viv_count(1)
	return &Module{engine: e, meta: meta, c: c}
}

// Imports gives what the module imports, in the order in which
// [Store.Instantiate] takes it. The slice must not be changed.
func (m *Module) Imports() []ImportType { return m.meta.imports }

// Exports gives what the module exports; [Instance.Export] takes positions in
// this slice, which must not be changed.
func (m *Module) Exports() []ExportType { return m.meta.exports }

// Memories gives the types of the memories that the module defines (it does
// not import them), in the order of [InstantiateOptions].
func (m *Module) Memories() []MemoryType { return m.meta.memories }

func (m *Module) use(e *Engine) error {
	if m.engine != e {
		return fmt.Errorf("module: %w", ErrForeign)
	}
	if !m.refs.use() {
		return fmt.Errorf("module: %w", ErrClosed)
	}
	return nil
}

func (m *Module) done() {
	if m.refs.done() {
		m.free()
	}
}

// Close frees the module. Instances of it live on in their stores.
func (m *Module) Close() error {
	if m.refs.close() {
		m.free()
	}
	return nil
}

func (m *Module) free() {
	C.wasmtime_module_delete(m.c)
	C.viv_count(-1)
	m.engine.release()
}
