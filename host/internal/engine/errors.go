package engine

import (
	"errors"
	"fmt"

	"github.com/vivarium-wasm/vivarium/host/fault"
)

// Errors of use.
var (
	// ErrClosed says that the engine, module, store or image was closed.
	ErrClosed = errors.New("engine: closed")
	// ErrBusy says that another goroutine is inside the store.
	ErrBusy = errors.New("engine: the store is in use by another goroutine")
	// ErrForeign says that a value belongs to another store or engine than the one
	// that it was given to.
	ErrForeign = errors.New("engine: the value belongs to another store or engine")
	// ErrInUse says that an engine is not closed, since something that was made of it
	// is open.
	ErrInUse = errors.New("engine: still in use")
	// ErrInterrupted is the cause of a trap after [Store.Interrupt].
	ErrInterrupted = errors.New("engine: interrupted")
	// ErrDeadline is the cause of a trap at the deadline of [Store.SetDeadline].
	ErrDeadline = errors.New("engine: deadline passed")
	// ErrGoexit is the cause of every failure of a store after one of its host
	// functions ended its goroutine by runtime.Goexit.
	ErrGoexit = errors.New("engine: a host function called runtime.Goexit")
)

// ConfigError says why a configuration is refused.
type ConfigError struct {
	Field  string
	Reason string
}

// Error implements error.
func (e *ConfigError) Error() string { return fmt.Sprintf("engine: %s: %s", e.Field, e.Reason) }

// SystemError is package host's.
type SystemError = fault.SystemError

// noAddresses is the error of a memory that the system has no room for.
func noAddresses() error {
	return &SystemError{Message: fmt.Sprintf(
		"%d bytes of address space for a memory cannot be had; raise the limit of virtual memory (ulimit -v), or have fewer instances open",
		memoryReservation+memoryGuard)}
}

// CompileError says that the engine does not accept a module.
type CompileError struct{ Message string }

// Error implements error.
func (e *CompileError) Error() string { return "engine: compile: " + e.Message }

// LinkError says that a module cannot be instantiated with what it was given.
type LinkError struct{ Message string }

// Error implements error.
func (e *LinkError) Error() string { return "engine: link: " + e.Message }

// InstanceLimitError says that something was refused because of a limit of the
// store or the engine.
type InstanceLimitError struct {
	// Limit is "memory", "instances", "memories", "tables", "table elements",
	// "image" or "compile work".
	Limit string
	// Max is the limit, and Used what would have been in use: bytes for "memory"
	// and "image", a number of things for the others.
	Max, Used uint64
}

// Error implements error.
func (e *InstanceLimitError) Error() string {
	return fmt.Sprintf("engine: %s: %d would be in use, the limit is %d", e.Limit, e.Used, e.Max)
}

// PanicError is package host's.
type PanicError = fault.PanicError
