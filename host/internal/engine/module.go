package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"context"
	"fmt"
	"sync"
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

// Compile reads a core module in the binary format and compiles it: see
// [Engine.CompileModule]. Errors are those of [wasm.Parse] too.
func (e *Engine) Compile(ctx context.Context, src []byte) (*Module, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	parsed, err := wasm.Parse(src)
	if err != nil {
		return nil, err
	}
	return e.CompileModule(ctx, parsed)
}

// CompileModule compiles a core module. Time and memory of that are bounded
// beforehand: see [Affordable]. The library cannot stop half way, so when ctx ends
// CompileModule returns at once and the library finishes on a thread of its own,
// with its memory counted until then: compilations of the whole process wait for
// their turn where they would take more than 1 GiB together. The bytes of the
// module must not be changed before it is closed. Errors are [*InstanceLimitError],
// [*CompileError], an error of what the library cannot bound, and that of ctx.
func (e *Engine) CompileModule(ctx context.Context, m *wasm.Module) (*Module, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := Affordable(m.Cost()); err != nil {
		return nil, err
	}
	if err := refuseUnbounded(m); err != nil {
		return nil, err
	}
	c, err := e.acquire()
	if err != nil {
		return nil, err
	}
	needs := compileMemory(m.Cost())
	if err := compiling.enter(ctx, needs); err != nil {
		e.release()
		return nil, err
	}
	job := &compilation{engine: e, src: m.Bytes(), done: make(chan struct{})}
	go func() {
		defer compiling.leave(needs)
		job.run(c)
	}()
	select {
	case <-job.done:
	case <-ctx.Done():
		if job.abandon() {
			return nil, ctx.Err()
		}
	}
	if job.err != nil {
		e.release()
		return nil, job.err
	}
	return e.newModule(job.out, metaOf(m)), nil
}

// compilation is one module in the library's hands.
type compilation struct {
	engine *Engine
	src    []byte

	mu        sync.Mutex
	abandoned bool
	done      chan struct{} // closed when it is finished and not abandoned
	out       *C.wasmtime_module_t
	err       error
}

func (j *compilation) run(c *C.viv_engine) {
	var out *C.wasmtime_module_t
	var err error
	if fail := C.viv_library_compile(c.engine, (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(j.src))), C.size_t(len(j.src)), &out); fail != nil {
		err = &CompileError{Message: takeMessage(fail)}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.abandoned {
		j.out, j.err = out, err
		close(j.done)
		return
	}
	if out != nil {
		C.wasmtime_module_delete(out)
	}
	j.engine.releaseAbandoned()
}

// abandon leaves the compilation to itself; false where it is finished.
func (j *compilation) abandon() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	select {
	case <-j.done:
		return false
	default:
	}
	j.abandoned = true
	j.engine.abandon()
	return true
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
