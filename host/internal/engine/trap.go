package engine

/*
#include "engine.h"
#include <stdlib.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

// TrapCode says why code trapped.
type TrapCode uint8

// Reasons for a trap. The first ones are those of the library.
const (
	TrapStackOverflow             TrapCode = C.WASMTIME_TRAP_CODE_STACK_OVERFLOW
	TrapMemoryOutOfBounds         TrapCode = C.WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS
	TrapHeapMisaligned            TrapCode = C.WASMTIME_TRAP_CODE_HEAP_MISALIGNED
	TrapTableOutOfBounds          TrapCode = C.WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS
	TrapIndirectCallToNull        TrapCode = C.WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL
	TrapBadSignature              TrapCode = C.WASMTIME_TRAP_CODE_BAD_SIGNATURE
	TrapIntegerOverflow           TrapCode = C.WASMTIME_TRAP_CODE_INTEGER_OVERFLOW
	TrapIntegerDivisionByZero     TrapCode = C.WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO
	TrapBadConversionToInteger    TrapCode = C.WASMTIME_TRAP_CODE_BAD_CONVERSION_TO_INTEGER
	TrapUnreachable               TrapCode = C.WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED
	TrapInterrupt                 TrapCode = C.WASMTIME_TRAP_CODE_INTERRUPT
	TrapOutOfFuel                 TrapCode = C.WASMTIME_TRAP_CODE_OUT_OF_FUEL
	TrapAtomicWaitNonSharedMemory TrapCode = C.WASMTIME_TRAP_CODE_ATOMIC_WAIT_NON_SHARED_MEMORY
	TrapNullReference             TrapCode = C.WASMTIME_TRAP_CODE_NULL_REFERENCE
	TrapArrayOutOfBounds          TrapCode = C.WASMTIME_TRAP_CODE_ARRAY_OUT_OF_BOUNDS
	TrapAllocationTooLarge        TrapCode = C.WASMTIME_TRAP_CODE_ALLOCATION_TOO_LARGE
	TrapCastFailure               TrapCode = C.WASMTIME_TRAP_CODE_CAST_FAILURE

	// TrapHost says that a host function failed: see [Trap.Cause].
	TrapHost TrapCode = 0xf0
	// TrapException says that code threw an exception that nobody caught.
	TrapException TrapCode = 0xf1
	// TrapOther is for failures that the library gives no code for.
	TrapOther TrapCode = 0xf2
	// TrapABI is not of this package: the host traps with it where code broke
	// a rule of the canonical ABI.
	TrapABI TrapCode = 0xf3
	// TrapExceptionHeap says that the heap for exceptions and garbage-collected
	// objects was full, that a collection made too little room, and that the memory
	// limit let it grow no further. Version 44 of the library frees no exception, nor
	// objects that refer to each other in a ring, before the store is closed.
	TrapExceptionHeap TrapCode = 0xf4
)

// trapTexts are the words of WebAssembly's own test suites, where they have
// some.
var trapTexts = map[TrapCode]string{
	TrapStackOverflow:             "call stack exhausted",
	TrapMemoryOutOfBounds:         "out of bounds memory access",
	TrapHeapMisaligned:            "unaligned atomic",
	TrapTableOutOfBounds:          "undefined element",
	TrapIndirectCallToNull:        "uninitialized element",
	TrapBadSignature:              "indirect call type mismatch",
	TrapIntegerOverflow:           "integer overflow",
	TrapIntegerDivisionByZero:     "integer divide by zero",
	TrapBadConversionToInteger:    "invalid conversion to integer",
	TrapUnreachable:               "unreachable",
	TrapInterrupt:                 "interrupted",
	TrapOutOfFuel:                 "all fuel consumed",
	TrapAtomicWaitNonSharedMemory: "expected shared memory",
	TrapNullReference:             "null reference",
	TrapArrayOutOfBounds:          "out of bounds array access",
	TrapAllocationTooLarge:        "allocation size too large",
	TrapCastFailure:               "cast failure",
	TrapHost:                      "host function failed",
	TrapException:                 "uncaught exception",
	TrapOther:                     "failed",
	TrapABI:                       "canonical ABI rule broken",
	TrapExceptionHeap:             "no memory for another exception or object",
}

// String gives the reason in the words of WebAssembly's test suites.
func (c TrapCode) String() string {
	if s, ok := trapTexts[c]; ok {
		return s
	}
	return fmt.Sprintf("trap code %d", uint8(c))
}

// Trap is how a call fails when the code, or a host function that it called,
// could not go on.
type Trap struct {
	Code    TrapCode
	Message string
	Frames  []Frame // innermost first; at most maxFrames
	// Cause is the error that a host function returned, a [*PanicError],
	// [ErrGoexit], [ErrDeadline] or [ErrInterrupted]; nil when the code itself
	// trapped.
	Cause error
}

// Frame is one function of the stack at a trap.
type Frame struct {
	Module       string // its name section's, may be empty
	Func         string // its name section's, may be empty
	Index        uint32 // of the function in its module
	FuncOffset   uint64 // in bytes from the start of the function's body
	ModuleOffset uint64 // in bytes from the start of the module
}

const (
	maxFrames    = 64
	maxFrameName = 256
)

// Error implements error.
func (t *Trap) Error() string {
	if t.Cause != nil {
		return "trap: " + t.Cause.Error()
	}
	return "trap: " + t.Message
}

// Unwrap gives the cause.
func (t *Trap) Unwrap() error { return t.Cause }

// String gives the trap with its frames, one a line.
func (t *Trap) String() string {
	var b strings.Builder
	b.WriteString(t.Error())
	for _, f := range t.Frames {
		name := f.Func
		if name == "" {
			name = fmt.Sprintf("function %d", f.Index)
		}
		if f.Module != "" {
			name = f.Module + "!" + name
		}
		fmt.Fprintf(&b, "\n\tat %s (0x%x)", name, f.ModuleOffset)
	}
	return b.String()
}

// failure describes why a call or an instantiation failed, from what the C
// side left in the store.
func (s *Store) failure(rc C.int) error {
	switch rc {
	case C.VIV_BUSY:
		return ErrBusy
	case C.VIV_DOOMED:
		return ErrGoexit
	case C.VIV_NO_STACK:
		return &Trap{Code: TrapStackOverflow, Message: TrapStackOverflow.String() + ": host functions call too deep into other stores"}
	case C.VIV_STOPPED:
		return s.stopTrap(nil)
	}
	trap, fail := s.c.trap, s.c.error
	s.c.trap, s.c.error = nil, nil
	cause := s.cause
	s.cause = nil

	var frames []Frame
	var v C.wasm_frame_vec_t
	if trap != nil {
		defer C.wasm_trap_delete(trap)
		C.wasm_trap_trace(trap, &v)
	} else {
		C.wasmtime_error_wasm_trace(fail, &v)
	}
	frames = takeFrames(&v)

	var code C.uint8_t
	switch {
	case trap != nil && bool(C.wasmtime_trap_code(trap, &code)):
		t := &Trap{Code: TrapCode(code), Frames: frames}
		t.Message = t.Code.String()
		return t
	case trap != nil && bool(C.viv_library_drop_exception(s.c)):
		return &Trap{Code: TrapException, Message: TrapException.String(), Frames: frames}
	case cause != nil:
		if fail != nil {
			C.wasmtime_error_delete(fail)
		}
		t := &Trap{Code: TrapHost, Message: cause.Error(), Frames: frames, Cause: cause}
		var inner *Trap
		if errors.As(cause, &inner) {
			t.Code = inner.Code
		}
		return t
	case s.c.stopped != 0:
		if fail != nil {
			C.wasmtime_error_delete(fail)
		}
		return s.stopTrap(frames)
	case fail != nil:
		if bool(C.viv_library_heap_is_full(fail)) {
			C.wasmtime_error_delete(fail)
			return &Trap{Code: TrapExceptionHeap, Message: TrapExceptionHeap.String(), Frames: frames}
		}
		return &Trap{Code: TrapOther, Message: takeMessage(fail), Frames: frames}
	}
	return &Trap{Code: TrapOther, Message: TrapOther.String(), Frames: frames}
}

// stopTrap describes the stop that the flags in the store asked for.
func (s *Store) stopTrap(frames []Frame) *Trap {
	stopped := s.c.stopped
	s.c.stopped = 0
	cause := ErrInterrupted
	if stopped&C.VIV_INTERRUPT == 0 {
		cause = ErrDeadline
	}
	return &Trap{Code: TrapInterrupt, Message: TrapInterrupt.String(), Frames: frames, Cause: cause}
}

func takeFrames(v *C.wasm_frame_vec_t) []Frame {
	defer C.wasm_frame_vec_delete(v)
	n := min(int(v.size), maxFrames)
	if n == 0 {
		return nil
	}
	frames := make([]Frame, n)
	for i, f := range unsafe.Slice(v.data, n) {
		frames[i] = Frame{
			Module:       frameName(C.wasmtime_frame_module_name(f)),
			Func:         frameName(C.wasmtime_frame_func_name(f)),
			Index:        uint32(C.wasm_frame_func_index(f)),
			FuncOffset:   uint64(C.wasm_frame_func_offset(f)),
			ModuleOffset: uint64(C.wasm_frame_module_offset(f)),
		}
	}
	return frames
}

// frameName copies a name, which a guest chose, up to a bound.
func frameName(v *C.wasm_byte_vec_t) string {
	if v == nil || v.data == nil {
		return ""
	}
	return strings.ToValidUTF8(C.GoStringN(v.data, C.int(min(uint64(v.size), maxFrameName))), "\ufffd")
}
