package abi

import (
	"context"
	"math"

	"github.com/vivarium-wasm/vivarium/host/fault"
	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
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
type Call struct{ f run.Frame }

// HostFunc is a function that a component imports, as straight-line code over
// its core parameters and results. It runs on the goroutine that called the
// export, and must return when the Call's Context ends.
type HostFunc func(c *Call)

// TypeError is the error of a value or a resource of the host that is not of the
// type that the component wants: see [fault.TypeError].
type TypeError = fault.TypeError

// RunsBindings2 is named by code that version 2 of bindgen generated: a host
// that lacks it does not compile with that code.
const RunsBindings2 = true

// Context is the context of the call of the export that this crossing is part of.
func (c *Call) Context() context.Context { return c.f.Ctx }

// HostState is what the instance was given for a slot of host.Linker.StateSlot, by
// host.InstanceConfig.HostState. It is nil where the instance was given nothing.
func (c *Call) HostState(slot int) any {
	state := c.f.Inst.HostState
	if slot < 0 || slot >= len(state) {
		return nil
	}
	return state[slot]
}

// Invoke calls the export, with the parameters that were set.
func (c *Call) Invoke() { c.f.Invoke() }

// End ends the call of an export: post-return runs, the instance is left. Its error
// is the first of the call. After an error that is a *host.Trap the instance is
// poisoned. To end a call again does nothing.
func (c *Call) End() error { return c.f.End() }

// Err is the first error of the call.
func (c *Call) Err() error { return c.f.Cx.Err() }

// Fail makes err the error of the call, unless it has one already. In a
// HostFunc it traps: the call of the export ends with a *Trap that has err as
// its cause.
func (c *Call) Fail(err error) { c.f.Cx.Fail(err) }

// U32 is the core parameter or result i as an i32.
func (c *Call) U32(i int) uint32 { return uint32(c.f.Core[i].Lo) }

// U64 is the core parameter or result i as an i64.
func (c *Call) U64(i int) uint64 { return c.f.Core[i].Lo }

// F32 is the core parameter or result i as an f32, NaN in its canonical form.
func (c *Call) F32(i int) float32 {
	return canon.CanonicalNaN32(math.Float32frombits(uint32(c.f.Core[i].Lo)))
}

// F64 is the core parameter or result i as an f64, NaN in its canonical form.
func (c *Call) F64(i int) float64 {
	return canon.CanonicalNaN64(math.Float64frombits(c.f.Core[i].Lo))
}

// SetU32 sets the core parameter or result i, an i32.
func (c *Call) SetU32(i int, v uint32) { c.f.Core[i].Lo = uint64(v) }

// SetU64 sets the core parameter or result i, an i64.
func (c *Call) SetU64(i int, v uint64) { c.f.Core[i].Lo = v }

// SetF32 sets the core parameter or result i, an f32.
func (c *Call) SetF32(i int, v float32) {
	c.f.Core[i].Lo = uint64(math.Float32bits(canon.CanonicalNaN32(v)))
}

// SetF64 sets the core parameter or result i, an f64.
func (c *Call) SetF64(i int, v float64) {
	c.f.Core[i].Lo = math.Float64bits(canon.CanonicalNaN64(v))
}

// LoadU8 reads memory.
func (c *Call) LoadU8(ptr uint32) uint8 { return c.f.Cx.Load8(uint64(ptr)) }

// LoadU16 reads memory.
func (c *Call) LoadU16(ptr uint32) uint16 { return c.f.Cx.Load16(uint64(ptr)) }

// LoadU32 reads memory.
func (c *Call) LoadU32(ptr uint32) uint32 { return c.f.Cx.Load32(uint64(ptr)) }

// LoadU64 reads memory.
func (c *Call) LoadU64(ptr uint32) uint64 { return c.f.Cx.Load64(uint64(ptr)) }

// LoadF32 reads memory, NaN in its canonical form.
func (c *Call) LoadF32(ptr uint32) float32 {
	return canon.CanonicalNaN32(math.Float32frombits(c.f.Cx.Load32(uint64(ptr))))
}

// LoadF64 reads memory, NaN in its canonical form.
func (c *Call) LoadF64(ptr uint32) float64 {
	return canon.CanonicalNaN64(math.Float64frombits(c.f.Cx.Load64(uint64(ptr))))
}

// StoreU8 writes memory.
func (c *Call) StoreU8(ptr uint32, v uint8) { c.f.Cx.Store8(uint64(ptr), v) }

// StoreU16 writes memory.
func (c *Call) StoreU16(ptr uint32, v uint16) { c.f.Cx.Store16(uint64(ptr), v) }

// StoreU32 writes memory.
func (c *Call) StoreU32(ptr uint32, v uint32) { c.f.Cx.Store32(uint64(ptr), v) }

// StoreU64 writes memory.
func (c *Call) StoreU64(ptr uint32, v uint64) { c.f.Cx.Store64(uint64(ptr), v) }

// StoreF32 writes memory, NaN in its canonical form.
func (c *Call) StoreF32(ptr uint32, v float32) {
	c.f.Cx.Store32(uint64(ptr), math.Float32bits(canon.CanonicalNaN32(v)))
}

// StoreF64 writes memory, NaN in its canonical form.
func (c *Call) StoreF64(ptr uint32, v float64) {
	c.f.Cx.Store64(uint64(ptr), math.Float64bits(canon.CanonicalNaN64(v)))
}

// LowerBool is v as a core value.
func (c *Call) LowerBool(v bool) uint32 {
	if v {
		return 1
	}
	return 0
}

// Char is v as a character; it traps where v is none (convert_i32_to_char).
func (c *Call) Char(v uint32) rune { return c.f.Cx.Char(v) }

// LowerChar is r as a core value; a surrogate or a value beyond Unicode is an error.
func (c *Call) LowerChar(r rune) uint32 { return c.f.Cx.LowerChar(r) }

// LiftDiscriminant is v, the discriminant of a type of n cases that the component
// gave; it traps where there is no such case.
func (c *Call) LiftDiscriminant(v, n uint32) uint32 { return c.f.Cx.LiftDiscriminant(v, n) }

// LowerDiscriminant is v, the discriminant of one of the host's values, of a type of
// n cases; it is an error where there is no such case.
func (c *Call) LowerDiscriminant(v, n uint32) uint32 { return c.f.Cx.LowerDiscriminant(v, n) }

// LiftString copies a string out of the component, in the encoding of the
// canonical options (CanonicalABI.md, load_string_from_range). n counts code
// units of the encoding. It traps where the string is not valid, not within
// memory, or more than host.Limits.LiftBytes leave.
func (c *Call) LiftString(ptr, n uint32) string { return c.f.Cx.LiftString(uint64(ptr), uint64(n)) }

// LowerString copies s into memory that the component allocates, in the encoding
// of the canonical options (CanonicalABI.md, store_string). It is an error where s
// is not valid UTF-8, and traps where what realloc gave is not within memory.
func (c *Call) LowerString(s string) (ptr, n uint32) {
	p, l := c.f.Cx.LowerString(s)
	return uint32(p), uint32(l)
}

// LiftBytes copies a list<u8> out of the component.
func (c *Call) LiftBytes(ptr, n uint32) []byte { return c.f.Cx.LiftBytes(uint64(ptr), uint64(n)) }

// LowerBytes copies b into memory that the component allocates.
func (c *Call) LowerBytes(b []byte) (ptr, n uint32) {
	p, l := c.f.Cx.LowerBytes(b)
	return uint32(p), uint32(l)
}

// LiftList checks a list of n elements of size bytes that the caller then reads
// one by one from ptr on, and gives its length: 0 after an error.
func (c *Call) LiftList(ptr, n, size, align uint32) int {
	return c.f.Cx.LiftList(uint64(ptr), uint64(n), uint64(size), uint64(align))
}

// LowerList allocates a list of n elements of size bytes that the caller then
// writes one by one from ptr on.
func (c *Call) LowerList(n int, size, align uint32) (ptr uint32) {
	return uint32(c.f.Cx.LowerList(n, uint64(size), uint64(align)))
}

// Check traps unless ptr is aligned and the size bytes from it on are inside memory
// (CanonicalABI.md, lift_flat_values). Every pointer to spilled parameters or results
// is checked so.
func (c *Call) Check(ptr, size, align uint32) bool {
	return c.f.Cx.Check(uint64(ptr), uint64(size), uint64(align))
}

// Alloc allocates size bytes in the component, by the realloc of its canonical
// options: for parameters that are spilled to memory (CanonicalABI.md,
// lower_flat_values). It traps where what it gets is not aligned, or not within
// memory.
func (c *Call) Alloc(size, align uint32) (ptr uint32) {
	return uint32(c.f.Cx.Realloc(0, 0, uint64(align), uint64(size)))
}

// Scalar is a Go type whose lists move by copy (LiftScalars, LowerScalars): one of
// the integers of 8 to 64 bits, float32 or float64, or named after one.
type Scalar interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int8 | ~int16 | ~int32 | ~int64 | ~float32 | ~float64
}

// LiftScalars copies a list of numbers out of the component, NaN in its
// canonical form. T has the size of the list's elements.
func LiftScalars[T Scalar](c *Call, ptr, n uint32) []T {
	return canon.LiftScalars[T](&c.f.Cx, uint64(ptr), uint64(n))
}

// LowerScalars copies s into memory that the component allocates.
func LowerScalars[T Scalar](c *Call, s []T) (ptr, n uint32) {
	p, l := canon.LowerScalars(&c.f.Cx, s)
	return uint32(p), uint32(l)
}

// LowerOwn gives the component a resource that the host implements: a handle
// for rep (CanonicalABI.md, lower_own). From here on the component owns it. The drop
// function of r is called when the component drops the handle, or the instance is
// closed. A nil rep is an error.
func (c *Call) LowerOwn(r *types.Resource, rep any) uint32 {
	if res := c.f.Resource(r); res != nil {
		if rep == nil {
			c.Fail(&TypeError{Message: "resource " + r.Name + ": nil is given"})
		}
		return c.f.Cx.LowerOwn(res, canon.Rep{Host: rep})
	}
	return 0
}

// LiftOwn takes a resource that the host implements from the component
// (CanonicalABI.md, lift_own). It traps where h is not a handle of r, or is lent. The
// drop function of r is not called for the resource any more.
func (c *Call) LiftOwn(r *types.Resource, h uint32) any {
	if res := c.f.Resource(r); res != nil {
		return c.f.Cx.LiftOwn(res, h).Host
	}
	return nil
}

// LiftBorrow borrows a resource that the host implements from the component,
// for the call (CanonicalABI.md, lift_borrow).
func (c *Call) LiftBorrow(r *types.Resource, h uint32) any {
	if res := c.f.Resource(r); res != nil {
		return c.f.Cx.LiftBorrow(res, h).Host
	}
	return nil
}

// LowerBorrow lends a resource that the host implements to the component for the call
// (CanonicalABI.md, lower_borrow). The call traps where the component has not dropped
// the handle by its end. A nil rep is an error.
func (c *Call) LowerBorrow(r *types.Resource, rep any) uint32 {
	if res := c.f.Resource(r); res != nil {
		if rep == nil {
			c.Fail(&TypeError{Message: "resource " + r.Name + ": nil is given"})
		}
		return c.f.Cx.LowerBorrow(res, canon.Rep{Host: rep})
	}
	return 0
}

// LiftGuestOwn takes a resource that the component implements: the host owns it
// until it drops the handle or gives it back.
func (c *Call) LiftGuestOwn(r *types.Resource, h uint32) *Handle {
	if res := c.f.Resource(r); res != nil {
		return (*Handle)(c.f.NewHandle(res, c.f.Cx.LiftOwn(res, h)))
	}
	return nil
}

// LiftGuestBorrow borrows a resource that the component implements. The handle
// is good for the call only.
func (c *Call) LiftGuestBorrow(r *types.Resource, h uint32) *Handle {
	if res := c.f.Resource(r); res != nil {
		return (*Handle)(c.f.NewBorrow(res, c.f.Cx.LiftBorrow(res, h)))
	}
	return nil
}

// LowerGuestOwn gives a resource back to the component that implements it. The
// handle is of no use from here on.
func (c *Call) LowerGuestOwn(r *types.Resource, h *Handle) uint32 {
	if res := c.f.Resource(r); res != nil {
		rep, err := c.f.TakeHandle(res, (*run.Handle)(h))
		c.f.Cx.Fail(err)
		return c.f.Cx.LowerOwn(res, rep)
	}
	return 0
}

// LowerGuestBorrow lends a resource to the component that implements it, for
// the call.
func (c *Call) LowerGuestBorrow(r *types.Resource, h *Handle) uint32 {
	if res := c.f.Resource(r); res != nil {
		rep, err := c.f.LendHandle(res, (*run.Handle)(h))
		c.f.Cx.Fail(err)
		return c.f.Cx.LowerBorrow(res, rep)
	}
	return 0
}
