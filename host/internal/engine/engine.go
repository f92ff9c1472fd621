package engine

/*
#cgo CFLAGS: -std=gnu11 -O2
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sys/cpu"
)

// Sizes of the range that is reserved for a memory. With these no access of a
// 32-bit memory needs a bounds check.
const (
	memoryReservation = 4 << 30
	memoryGuard       = 32 << 20
)

const (
	defaultWasmStack = 2 << 20
	// hostStack is what is left of a thread's stack for the engine and for
	// host functions beneath the deepest wasm code.
	hostStack = 1 << 20
)

// Config holds what an engine compiles into the code of its modules. Modules
// compiled under one Config do not run under another: see [Engine.Fingerprint].
type Config struct {
	// Fuel makes code count what it executes: see [Store.SetFuel]. It costs
	// about 40 %.
	Fuel bool
	// Deterministic gives every NaN one bit pattern and relaxed SIMD one
	// meaning, so that results do not depend on the processor.
	Deterministic bool
	// MaxWasmStack bounds the stack of wasm code in bytes; zero is 2 MiB, or
	// less where threads have small stacks. Code that needs more traps with
	// [TrapStackOverflow].
	MaxWasmStack int
	// SingleThreaded compiles modules on the calling thread alone.
	SingleThreaded bool
}

// Engine compiles and runs modules under one Config. It may be used from
// several goroutines.
type Engine struct {
	config      Config
	fingerprint string

	mu   sync.Mutex
	c    *C.viv_engine
	open int     // what was made of the engine and is not closed
	heap *Module // see makeHeap

	abandoned int           // of open: compilations that nobody waits for
	dying     *C.viv_engine // c after Close, while something needs it
}

// New makes an engine. It refuses with a [*ConfigError] what would make the
// library abort the process.
func New(c Config) (*Engine, error) {
	if err := checkLibrary(); err != nil {
		return nil, err
	}
	stack := int(C.viv_thread_stack())
	switch {
	case c.MaxWasmStack < 0:
		return nil, &ConfigError{Field: "MaxWasmStack", Reason: "negative"}
	case c.MaxWasmStack > 0 && c.MaxWasmStack < 64<<10:
		return nil, &ConfigError{Field: "MaxWasmStack", Reason: "less than 64 KiB"}
	case c.MaxWasmStack > max(stack/4, stack-hostStack):
		return nil, &ConfigError{Field: "MaxWasmStack", Reason: fmt.Sprintf(
			"%d bytes, but threads of this process have stacks of %d bytes, which host code needs a part of; raise the limit of the stack size (ulimit -s)",
			c.MaxWasmStack, stack)}
	case c.MaxWasmStack == 0:
		// Threads of 8 MiB, as Linux has them, leave room for 2 MiB; smaller
		// ones give a quarter.
		c.MaxWasmStack = min(defaultWasmStack, stack/4)
		if c.MaxWasmStack < 64<<10 {
			return nil, &ConfigError{Field: "MaxWasmStack", Reason: fmt.Sprintf(
				"threads of this process have stacks of %d bytes, too little to run code on", stack)}
		}
	}
	if !bool(C.viv_can_reserve(memoryReservation + memoryGuard)) {
		return nil, noAddresses()
	}
	config := C.viv_config{
		fuel:           C.bool(c.Fuel),
		canonical_nans: C.bool(c.Deterministic),
		parallel:       C.bool(!c.SingleThreaded),
		max_wasm_stack: C.size_t(c.MaxWasmStack),
		reservation:    memoryReservation,
		guard:          memoryGuard,
	}
	var fail *C.wasmtime_error_t
	e := &Engine{config: c, c: C.viv_engine_new(&config, &fail)}
	switch {
	case fail != nil:
		return nil, &ConfigError{Field: "engine", Reason: takeMessage(fail)}
	case e.c == nil:
		return nil, &SystemError{Message: "there is no memory for an engine"}
	}
	e.fingerprint = fingerprint(c)
	return e, nil
}

// MaxWasmStack gives the bytes of stack that wasm code may use.
func (e *Engine) MaxWasmStack() int { return e.config.MaxWasmStack }

// Fingerprint names everything besides a module's bytes that its compiled
// form depends on: the versions of this package and the library, the config,
// and the processor's features. It is part of a cache key.
func (e *Engine) Fingerprint() string { return e.fingerprint }

// metaVersion changes with the form of what Serialize adds to the library's.
const metaVersion = 2

func fingerprint(c Config) string {
	return fmt.Sprintf("wasmtime=%s meta=%d %s/%s cpu=%s fuel=%t deterministic=%t stack=%d",
		libraryVersion, metaVersion, runtime.GOOS, runtime.GOARCH, cpuFeatures(), c.Fuel, c.Deterministic, c.MaxWasmStack)
}

func cpuFeatures() string {
	var names []string
	add := func(name string, has bool) {
		if has {
			names = append(names, name)
		}
	}
	add("sse3", cpu.X86.HasSSE3)
	add("ssse3", cpu.X86.HasSSSE3)
	add("sse41", cpu.X86.HasSSE41)
	add("sse42", cpu.X86.HasSSE42)
	add("popcnt", cpu.X86.HasPOPCNT)
	add("avx", cpu.X86.HasAVX)
	add("avx2", cpu.X86.HasAVX2)
	add("fma", cpu.X86.HasFMA)
	add("bmi1", cpu.X86.HasBMI1)
	add("bmi2", cpu.X86.HasBMI2)
	add("avx512f", cpu.X86.HasAVX512F)
	add("avx512dq", cpu.X86.HasAVX512DQ)
	add("avx512vl", cpu.X86.HasAVX512VL)
	add("avx512bitalg", cpu.X86.HasAVX512BITALG)
	add("avx512vbmi", cpu.X86.HasAVX512VBMI)
	add("lse", cpu.ARM64.HasATOMICS)
	add("fp16", cpu.ARM64.HasFPHP)
	add("dotprod", cpu.ARM64.HasASIMDDP)
	return strings.Join(names, "+")
}

// acquire notes that something new needs the engine.
func (e *Engine) acquire() (*C.viv_engine, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.c == nil {
		return nil, ErrClosed
	}
	e.open++
	return e.c, nil
}

// Acquire keeps the engine open until Release, for what is made of it and holds no
// object of this package. It gives [ErrClosed] where the engine is closed.
func (e *Engine) Acquire() error {
	_, err := e.acquire()
	return err
}

// Release ends what Acquire began.
func (e *Engine) Release() { e.release() }

func (e *Engine) release() {
	e.mu.Lock()
	e.open--
	c := e.last()
	e.mu.Unlock()
	if c != nil {
		C.viv_engine_delete(c)
	}
}

// abandon notes that nobody waits for a compilation any more: it does not keep the
// engine from being closed, but from being freed.
func (e *Engine) abandon() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.abandoned++
}

func (e *Engine) releaseAbandoned() {
	e.mu.Lock()
	e.abandoned--
	e.mu.Unlock()
	e.release()
}

// last gives the C object to be freed by the caller, once the engine is closed and
// nothing needs it. The lock is held.
func (e *Engine) last() *C.viv_engine {
	if e.open > 0 {
		return nil
	}
	c := e.dying
	e.dying = nil
	return c
}

// Close frees the engine. While modules, stores, host functions or prepared
// instantiations of it are open it does nothing and gives [ErrInUse]. Compilations
// that nobody waits for any more are no such thing: the last of them frees it.
func (e *Engine) Close() error {
	e.mu.Lock()
	heap, open := e.heap, e.open-e.abandoned
	if e.c == nil {
		e.mu.Unlock()
		return nil
	}
	if heap != nil {
		open--
	}
	if open > 0 {
		e.mu.Unlock()
		return fmt.Errorf("%w: %d things made of it are open", ErrInUse, open)
	}
	e.dying = e.c
	e.c, e.heap = nil, nil
	e.open++ // until the heap is closed
	e.mu.Unlock()
	if heap != nil {
		_ = heap.Close()
	}
	e.release()
	return nil
}

// LiveObjects counts the C objects that this package holds in the whole
// process: for tests of leaks.
func LiveObjects() int64 { return int64(C.viv_live_objects()) }

// takeMessage gives the text of an error of the library and frees it.
func takeMessage(err *C.wasmtime_error_t) string {
	var v C.wasm_byte_vec_t
	C.wasmtime_error_message(err, &v)
	s := C.GoStringN(v.data, C.int(min(uint64(v.size), maxMessage)))
	C.wasm_byte_vec_delete(&v)
	C.wasmtime_error_delete(err)
	return s
}

// maxMessage bounds texts that come from the library: guests choose parts of
// them.
const maxMessage = 4096
