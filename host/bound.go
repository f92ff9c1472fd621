package host

import "github.com/vivarium-wasm/vivarium/host/internal/abi"

// LiftBound is what one call may copy out of the component, and how, in place of
// Limits.LiftBytes and Limits.LiftElements.
type LiftBound struct {
	// Bytes and Elements are the most that is copied; see Limits.LiftBytes and
	// Limits.LiftElements. Zero leaves the limit of the instance.
	Bytes, Elements uint64
	// Cut, where it is not nil, has values arrive cut that are too long: of text and
	// list<u8> no more than Keep bytes stay, of other lists the elements that fit.
	// It is set to what the values would have taken, and the receiver looks at it.
	// Where it is nil, a value that is too long is a *LimitError, which traps.
	Cut  *LiftCut
	Keep uint64
	// Share has a list<u8> arrive as a view of the component's memory, which takes
	// nothing of Bytes. The receiver must not keep it beyond the call, nor write to it.
	Share bool
}

// LiftCut is what the values of a call that were cut would have taken of the
// limits: it is zero where none was cut.
type LiftCut = abi.Cut

func (b LiftBound) bound() abi.Bound {
	return abi.Bound{Budget: abi.Budget{Bytes: b.Bytes, Elements: b.Elements}, Cut: b.Cut, Keep: b.Keep, Share: b.Share}
}

// BoundLift sets what the rest of this call may copy out of the component. It is
// for an Interceptor, which knows what the function takes:
//
//	l.Intercept(func(f host.ImportedFunc, next host.HostFunc) host.HostFunc {
//		if f.Name != "open" {
//			return next
//		}
//		return func(c *host.Call) {
//			c.BoundLift(host.LiftBound{Bytes: longestPath})
//			next(c)
//		}
//	})
func (c *Call) BoundLift(b LiftBound) { c.cx.Bind(b.bound()) }

// Charge counts n bytes of the host's memory with the memory of the instance,
// under Limits.Memory: what the host keeps for the component is bounded by the
// same limit. It is false where the limit leaves less, which Usage tells as a
// growth that was refused. It is called from functions of the host that the
// instance calls, or while no call is in progress.
func (i *Instance) Charge(n uint64) bool { return i.store.Charge(n) }

// Discharge gives back what Charge counted.
func (i *Instance) Discharge(n uint64) { i.store.Discharge(n) }
