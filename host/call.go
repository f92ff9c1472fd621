package host

import (
	"context"
	"math"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// A Call is one crossing of the boundary between host and component: the host
// calls an export (Begin, Invoke, End), or a component calls a function of the
// host (HostFunc). It is what generated code lifts and lowers with.
//
// Calls are reused by their instance; none may be kept after End, or after the
// HostFunc has returned. A Call is used by one goroutine.
//
// Errors are sticky: after the first, every method does nothing and returns zero
// values, and lists have length 0, so that generated code looks at Err once.
//
// Pointers are those of 32-bit memories. A function whose canonical options name
// a 64-bit memory crosses by dynamic values only.
type Call struct {
	cx    abi.Context
	core  []raw // parameters before the call, results after
	inst  *Instance
	ctx   context.Context
	fn    *plan.Boundary
	scope abi.Scope
	// serial tells this crossing from others that the Call is used for.
	serial   uint64
	returned raw // of Invoke, for post-return
	invoked  bool
	over     bool   // it was refused, or has ended
	alloc    [4]raw // of realloc and post-return
	buf      [maxFlat]raw
}

// HostFunc is a function that a component imports, as straight-line code over
// its core parameters and results. It runs on the goroutine that called the
// export, and must return when the Call's Context ends.
type HostFunc func(c *Call)

// RunsBindings1 is named by code that version 1 of bindgen generated: a host
// that lacks it does not compile with that code.
const RunsBindings1 = true

// Context is the context of the call of the export that this crossing is part of.
func (c *Call) Context() context.Context { return c.ctx }

// Data is what the instance was given for the slot (InstanceConfig.Data), nil
// where that is nothing.
func (c *Call) Data(slot int) any {
	if slot < 0 || slot >= len(c.inst.data) {
		return nil
	}
	return c.inst.data[slot]
}

// Instance is the instance that is being called, or that calls.
func (c *Call) Instance() *Instance { return c.inst }

// Err is the first error of the call.
func (c *Call) Err() error { return c.cx.Err() }

// Fail makes err the error of the call, unless it has one already. In a
// HostFunc it traps: the call of the export ends with a *Trap that has err as
// its cause.
func (c *Call) Fail(err error) { c.cx.Fail(err) }

// U32 is the core parameter or result i as an i32.
func (c *Call) U32(i int) uint32 { return uint32(c.core[i].Lo) }

// U64 is the core parameter or result i as an i64.
func (c *Call) U64(i int) uint64 { return c.core[i].Lo }

// F32 is the core parameter or result i as an f32, NaN in its canonical form.
func (c *Call) F32(i int) float32 {
	return abi.CanonicalNaN32(math.Float32frombits(uint32(c.core[i].Lo)))
}

// F64 is the core parameter or result i as an f64, NaN in its canonical form.
func (c *Call) F64(i int) float64 {
	return abi.CanonicalNaN64(math.Float64frombits(c.core[i].Lo))
}

// SetU32 sets the core parameter or result i, an i32.
func (c *Call) SetU32(i int, v uint32) { c.core[i].Lo = uint64(v) }

// SetU64 sets the core parameter or result i, an i64.
func (c *Call) SetU64(i int, v uint64) { c.core[i].Lo = v }

// SetF32 sets the core parameter or result i, an f32.
func (c *Call) SetF32(i int, v float32) {
	c.core[i].Lo = uint64(math.Float32bits(abi.CanonicalNaN32(v)))
}

// SetF64 sets the core parameter or result i, an f64.
func (c *Call) SetF64(i int, v float64) { c.core[i].Lo = math.Float64bits(abi.CanonicalNaN64(v)) }

// LoadU8 reads memory.
func (c *Call) LoadU8(ptr uint32) uint8 { return c.cx.Load8(uint64(ptr)) }

// LoadU16 reads memory.
func (c *Call) LoadU16(ptr uint32) uint16 { return c.cx.Load16(uint64(ptr)) }

// LoadU32 reads memory.
func (c *Call) LoadU32(ptr uint32) uint32 { return c.cx.Load32(uint64(ptr)) }

// LoadU64 reads memory.
func (c *Call) LoadU64(ptr uint32) uint64 { return c.cx.Load64(uint64(ptr)) }

// LoadF32 reads memory, NaN in its canonical form.
func (c *Call) LoadF32(ptr uint32) float32 {
	return abi.CanonicalNaN32(math.Float32frombits(c.cx.Load32(uint64(ptr))))
}

// LoadF64 reads memory, NaN in its canonical form.
func (c *Call) LoadF64(ptr uint32) float64 {
	return abi.CanonicalNaN64(math.Float64frombits(c.cx.Load64(uint64(ptr))))
}

// StoreU8 writes memory.
func (c *Call) StoreU8(ptr uint32, v uint8) { c.cx.Store8(uint64(ptr), v) }

// StoreU16 writes memory.
func (c *Call) StoreU16(ptr uint32, v uint16) { c.cx.Store16(uint64(ptr), v) }

// StoreU32 writes memory.
func (c *Call) StoreU32(ptr uint32, v uint32) { c.cx.Store32(uint64(ptr), v) }

// StoreU64 writes memory.
func (c *Call) StoreU64(ptr uint32, v uint64) { c.cx.Store64(uint64(ptr), v) }

// StoreF32 writes memory, NaN in its canonical form.
func (c *Call) StoreF32(ptr uint32, v float32) {
	c.cx.Store32(uint64(ptr), math.Float32bits(abi.CanonicalNaN32(v)))
}

// StoreF64 writes memory, NaN in its canonical form.
func (c *Call) StoreF64(ptr uint32, v float64) {
	c.cx.Store64(uint64(ptr), math.Float64bits(abi.CanonicalNaN64(v)))
}

// Bool is v as a bool (convert_int_to_bool).
func (c *Call) Bool(v uint32) bool { return v != 0 }

// LowerBool is v as a core value.
func (c *Call) LowerBool(v bool) uint32 {
	if v {
		return 1
	}
	return 0
}

// Char is v as a character; it traps where v is none (convert_i32_to_char).
func (c *Call) Char(v uint32) rune { return c.cx.Char(v) }

// LowerChar is r as a core value; a surrogate or a value beyond Unicode is an error.
func (c *Call) LowerChar(r rune) uint32 { return c.cx.LowerChar(r) }

// Case is v, the discriminant of a type of n cases; it traps where there is no
// such case.
func (c *Call) Case(v, n uint32) uint32 { return c.cx.Case(v, n) }

// LowerCase is v, the discriminant of one of the host's values, of a type of n
// cases; it is an error where there is no such case.
func (c *Call) LowerCase(v, n uint32) uint32 { return c.cx.LowerCase(v, n) }

// LiftString copies a string out of the component, in the encoding of the
// canonical options (CanonicalABI.md, load_string_from_range). n counts code
// units of the encoding. It traps where the string is not valid, not within
// memory, or more than Limits.LiftBytes leave.
func (c *Call) LiftString(ptr, n uint32) string { return c.cx.LiftString(uint64(ptr), uint64(n)) }

// LowerString copies s into memory that the component allocates, in the encoding
// of the canonical options (CanonicalABI.md, store_string). It is an error where s
// is not valid UTF-8, and traps where what realloc gave is not within memory.
func (c *Call) LowerString(s string) (ptr, n uint32) {
	p, l := c.cx.LowerString(s)
	return uint32(p), uint32(l)
}

// LiftBytes copies a list<u8> out of the component.
func (c *Call) LiftBytes(ptr, n uint32) []byte { return c.cx.LiftBytes(uint64(ptr), uint64(n)) }

// LowerBytes copies b into memory that the component allocates.
func (c *Call) LowerBytes(b []byte) (ptr, n uint32) {
	p, l := c.cx.LowerBytes(b)
	return uint32(p), uint32(l)
}

// LiftList checks a list of n elements of size bytes that the caller then reads
// one by one from ptr on, and gives its length: 0 after an error.
func (c *Call) LiftList(ptr, n, size, align uint32) int {
	return c.cx.LiftList(uint64(ptr), uint64(n), uint64(size), uint64(align))
}

// LowerList allocates a list of n elements of size bytes that the caller then
// writes one by one from ptr on.
func (c *Call) LowerList(n int, size, align uint32) (ptr uint32) {
	return uint32(c.cx.LowerList(n, uint64(size), uint64(align)))
}

// Check traps unless ptr is aligned and the size bytes from it on are inside
// memory: what every pointer to spilled parameters or results is checked for
// (CanonicalABI.md, lift_flat_values).
func (c *Call) Check(ptr, size, align uint32) bool {
	return c.cx.Check(uint64(ptr), uint64(size), uint64(align))
}

// Alloc allocates size bytes in the component, by the realloc of its canonical
// options: for parameters that are spilled to memory (CanonicalABI.md,
// lower_flat_values). It traps where what it gets is not aligned, or not within
// memory.
func (c *Call) Alloc(size, align uint32) (ptr uint32) {
	return uint32(c.cx.Realloc(0, 0, uint64(align), uint64(size)))
}

// Scalar is a Go type whose lists move by copy (LiftScalars, LowerScalars): one of
// the integers of 8 to 64 bits, float32 or float64, or named after one.
type Scalar = abi.Scalar

// LiftScalars copies a list of numbers out of the component, NaN in its
// canonical form. T has the size of the list's elements.
func LiftScalars[T Scalar](c *Call, ptr, n uint32) []T {
	return abi.LiftScalars[T](&c.cx, uint64(ptr), uint64(n))
}

// LowerScalars copies s into memory that the component allocates.
func LowerScalars[T Scalar](c *Call, s []T) (ptr, n uint32) {
	p, l := abi.LowerScalars(&c.cx, s)
	return uint32(p), uint32(l)
}

// resource is what r is in this composition.
func (c *Call) resource(r *types.Resource) *abi.Resource {
	for i := range c.fn.Resources {
		if c.fn.Resources[i].Type == r {
			return c.fn.Resources[i].Resource
		}
	}
	c.cx.Fail(&TypeError{Message: "resource " + r.Name + " is not part of the type of " + c.fn.Name})
	return nil
}

// LowerOwn gives the component a resource that the host implements: a handle
// for rep (CanonicalABI.md, lower_own). The component owns it from here on; the drop function of r is called
// when it drops the handle, or when the instance is closed.
func (c *Call) LowerOwn(r *types.Resource, rep any) uint32 {
	if res := c.resource(r); res != nil {
		return c.cx.LowerOwn(res, abi.Rep{Host: rep})
	}
	return 0
}

// LiftOwn takes a resource that the host implements from the component, and
// traps where h is no handle of it, or is lent (CanonicalABI.md, lift_own). The
// drop function of r is not called for it any more.
func (c *Call) LiftOwn(r *types.Resource, h uint32) any {
	if res := c.resource(r); res != nil {
		return c.cx.LiftOwn(res, h).Host
	}
	return nil
}

// LiftBorrow borrows a resource that the host implements from the component,
// for the call (CanonicalABI.md, lift_borrow).
func (c *Call) LiftBorrow(r *types.Resource, h uint32) any {
	if res := c.resource(r); res != nil {
		return c.cx.LiftBorrow(res, h).Host
	}
	return nil
}

// LowerBorrow lends a resource that the host implements to the component, for
// the call, which traps if the component has not dropped the handle by its end
// (CanonicalABI.md, lower_borrow).
func (c *Call) LowerBorrow(r *types.Resource, rep any) uint32 {
	if res := c.resource(r); res != nil {
		return c.cx.LowerBorrow(res, abi.Rep{Host: rep})
	}
	return 0
}

// LiftGuestOwn takes a resource that the component implements: the host owns it
// until it drops the handle or gives it back.
func (c *Call) LiftGuestOwn(r *types.Resource, h uint32) *Handle {
	if res := c.resource(r); res != nil {
		return c.newHandle(res, c.cx.LiftOwn(res, h))
	}
	return nil
}

// LiftGuestBorrow borrows a resource that the component implements. The handle
// is good for the call only.
func (c *Call) LiftGuestBorrow(r *types.Resource, h uint32) *Handle {
	if res := c.resource(r); res != nil {
		return c.newBorrow(res, c.cx.LiftBorrow(res, h))
	}
	return nil
}

// LowerGuestOwn gives a resource back to the component that implements it. The
// handle is of no use from here on.
func (c *Call) LowerGuestOwn(r *types.Resource, h *Handle) uint32 {
	if res := c.resource(r); res != nil {
		rep, err := c.takeHandle(res, h)
		c.cx.Fail(err)
		return c.cx.LowerOwn(res, rep)
	}
	return 0
}

// LowerGuestBorrow lends a resource to the component that implements it, for
// the call.
func (c *Call) LowerGuestBorrow(r *types.Resource, h *Handle) uint32 {
	if res := c.resource(r); res != nil {
		rep, err := c.lendHandle(res, h)
		c.cx.Fail(err)
		return c.cx.LowerBorrow(res, rep)
	}
	return 0
}
