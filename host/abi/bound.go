package abi

import "github.com/vivarium-wasm/vivarium/host/internal/canon"

// LiftBound bounds what one call may copy out of the component, in place of
// host.Limits.LiftBytes and host.Limits.LiftElements, and says what happens to values
// that are longer.
type LiftBound struct {
	// Bytes and Elements are the most that is copied; see host.Limits.LiftBytes and
	// host.Limits.LiftElements. Zero leaves the limit of the instance.
	Bytes, Elements uint64
	// Cut says what happens to a value that is too long. Where Cut is nil the call
	// traps with a *host.LimitError. Otherwise the value arrives cut: of text and
	// list<u8> up to Keep bytes are left, of other lists the elements that fit. Cut is
	// set to what the values would have taken, and the receiver looks at it.
	Cut *LiftCut
	// Keep is in bytes.
	Keep uint64
	// Share lets a list<u8> arrive as a view of the component's memory, without a copy
	// and without counting towards Bytes. The receiver must not keep it beyond the call,
	// nor write to it.
	Share bool
}

// LiftCut tells how much the values of a call would have taken that were cut. It is
// zero where none was cut.
type LiftCut struct {
	// Bytes and Elements are counted as host.Limits.LiftBytes and
	// host.Limits.LiftElements are.
	Bytes, Elements uint64
}

// Of is the bound in the words of the canonical ABI. It is for package host.
func (b LiftBound) Of() canon.Bound {
	return canon.Bound{Budget: canon.Budget{Bytes: b.Bytes, Elements: b.Elements}, Cut: (*canon.Cut)(b.Cut), Keep: b.Keep, Share: b.Share}
}

// BoundLift sets what the rest of this call may copy out of the component. It is
// for a host.Interceptor, which knows what the function takes:
//
//	l.Intercept(func(f host.ImportedFunc, next host.HostFunc) host.HostFunc {
//		if f.Name != "open" {
//			return next
//		}
//		return func(c *abi.Call) {
//			c.BoundLift(abi.LiftBound{Bytes: longestPath})
//			next(c)
//		}
//	})
func (c *Call) BoundLift(b LiftBound) { c.f.Cx.Bind(b.Of()) }
