package abi

import "github.com/vivarium-wasm/vivarium/host/internal/canon"

// LiftBound is what one call may copy out of the component, and how, in place of
// host.Limits.LiftBytes and host.Limits.LiftElements.
type LiftBound struct {
	// Bytes and Elements are the most that is copied; see host.Limits.LiftBytes and
	// host.Limits.LiftElements. Zero leaves the limit of the instance.
	Bytes, Elements uint64
	// Cut, where it is not nil, has values arrive cut that are too long: of text and
	// list<u8> no more than Keep bytes stay, of other lists the elements that fit.
	// It is set to what the values would have taken, and the receiver looks at it.
	// Without it (nil) a value that is too long is a *host.LimitError, which traps.
	Cut  *LiftCut
	Keep uint64
	// Share has a list<u8> arrive as a view of the component's memory, which takes
	// nothing of Bytes. The receiver must not keep it beyond the call, nor write to it.
	Share bool
}

// LiftCut is what the values of a call that were cut would have taken of the
// limits: it is zero where none was cut.
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
