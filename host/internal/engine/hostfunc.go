package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

// HostFunc is the Go side of a host function. It finds its arguments in args
// and leaves its results there, both from the front; args is as long as the
// longer of the two lists and must not be kept. An error traps: the call that
// led here fails with a [*Trap] whose Cause is that error. So do a panic
// (cause [*PanicError]) and runtime.Goexit ([ErrGoexit]).
type HostFunc func(s *Store, args []Raw) error

// HostFn is a Go function that modules of one engine may import, in any
// store.
type HostFn struct {
	engine *Engine
	name   string
	typ    FuncType
	fn     HostFunc
	handle uint64
	err    error // why the function cannot be used

	c    *C.wasm_functype_t
	refs refs // prepared instantiations and stores that hold it
}

func (*HostFn) extern() {}

// NewHostFunc makes a host function. The name is for messages. A type that a
// host function cannot have shows when the function is first linked.
func (e *Engine) NewHostFunc(name string, params, results []ValType, fn HostFunc) *HostFn {
	h := &HostFn{engine: e, name: name, typ: FuncType{Params: params, Results: results}, fn: fn}
	p, err := kinds(params)
	if err == nil {
		var r []byte
		if r, err = kinds(results); err == nil {
			err = h.register(p, r)
		}
	}
	if err != nil {
		h.err = fmt.Errorf("engine: host function %s: %w", name, err)
	}
	return h
}

func (h *HostFn) register(params, results []byte) error {
	if _, err := h.engine.acquire(); err != nil {
		return err
	}
	handle, ok := hostHandles.add(h)
	if !ok {
		h.engine.release()
		return errors.New("too many host functions are open")
	}
	h.handle = handle
	h.c = C.viv_functype(
		(*C.uint8_t)(unsafe.SliceData(params)), C.size_t(len(params)),
		(*C.uint8_t)(unsafe.SliceData(results)), C.size_t(len(results)))
	return nil
}

// kinds turns types into the library's numbers for them.
func kinds(types []ValType) ([]byte, error) {
	out := make([]byte, len(types))
	for i, t := range types {
		switch t {
		case I32:
			out[i] = C.WASMTIME_I32
		case I64:
			out[i] = C.WASMTIME_I64
		case F32:
			out[i] = C.WASMTIME_F32
		case F64:
			out[i] = C.WASMTIME_F64
		case V128:
			out[i] = C.WASMTIME_V128
		case FuncRef:
			out[i] = C.WASM_FUNCREF
		case ExternRef:
			out[i] = C.WASM_EXTERNREF
		default:
			return nil, fmt.Errorf("type %s cannot be passed to Go", t)
		}
	}
	return out, nil
}

// Name gives the name for messages.
func (h *HostFn) Name() string { return h.name }

// Type gives the function's type.
func (h *HostFn) Type() FuncType { return h.typ }

// use notes that something holds the function's number from now on.
func (h *HostFn) use(e *Engine) error {
	if h.err != nil {
		return h.err
	}
	if h.engine != e {
		return fmt.Errorf("host function %s: %w", h.name, ErrForeign)
	}
	if !h.refs.use() {
		return fmt.Errorf("host function %s: %w", h.name, ErrClosed)
	}
	return nil
}

// done ends a use; the last one frees a closed function.
func (h *HostFn) done() {
	if h.refs.done() {
		h.free()
	}
}

// Close ends the use of the function here. Instances that were linked with it may go on
// calling it until their stores are closed.
func (h *HostFn) Close() error {
	if h.err == nil && h.refs.close() {
		h.free()
	}
	return nil
}

func (h *HostFn) free() {
	C.wasm_functype_delete(h.c)
	C.viv_count(-1)
	hostHandles.remove(h.handle)
	h.engine.release()
}

// vivHostCall runs a host function for C code. It gives 0, or the trap that tells
// the library that the function failed.
//
//export vivHostCall
func vivHostCall(store, fn C.uint64_t, values *C.viv_raw, n C.size_t) (trap C.uintptr_t) {
	s, h := storeHandles.get(uint64(store)), hostHandles.get(uint64(fn))
	returned := false
	defer func() {
		if returned {
			return
		}
		if p := recover(); p != nil {
			s.cause = &PanicError{Value: p, Stack: debug.Stack()}
			trap = C.viv_host_failed()
			return
		}
		s.abandon()
	}()
	// The values are on the stack of the wasm code, which outlives this call.
	err := h.fn(s, unsafe.Slice((*Raw)(unsafe.Pointer(values)), int(n)))
	returned = true
	if err != nil {
		s.cause = err
		return C.viv_host_failed()
	}
	return 0
}

// abandon makes the store and this thread unusable: the host function's
// goroutine is exiting, which nothing can stop, and the frames of the engine
// that lie on the thread's stack below it will never be returned to. The
// thread ends with the goroutine, since it stays locked to it, and so does
// everything that the engine keeps about those frames, which is per thread.
func (s *Store) abandon() {
	s.dead.Store(true)
	C.viv_doom_thread()
	runtime.LockOSThread()
}
