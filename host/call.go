package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/abi"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// Call is one call of an export or of a function of the host, as straight-line
// code lifts and lowers its values: see package abi.
type Call = abi.Call

// HostFunc is a function that a component imports, as straight-line code over
// its core parameters and results: see package abi.
type HostFunc = abi.HostFunc

// DynamicFunc is a function of the host over dynamic values, for memories of 32
// and 64 bits. It runs on the goroutine that called the export, and must return when
// ctx ends.
//
// The result is nil where the function has none. An error traps, and is the cause of
// the trap. A result that is not of the function's type traps too, with a *TypeError.
// A function of type result<T, E> fails without a trap by returning value.Err.
type DynamicFunc func(ctx context.Context, args []value.Value) (value.Value, error)

// LiftBound is what one call may copy out of the component.
type LiftBound = abi.LiftBound

// LiftCut says how much of the limits the values that were cut from a call would
// have taken.
type LiftCut = abi.LiftCut

// Handle is a resource that a component implements, in the hands of the host: see
// [abi.Handle] for its methods.
type Handle = abi.Handle
