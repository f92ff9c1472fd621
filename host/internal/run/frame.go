package run

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/canon"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/types"
)

// Raw is a core value.
type Raw = engine.Raw

// maxFlat is the greatest number of core values of a crossing: those of the
// parameters and the pointer to a spilled result.
const maxFlat = canon.MaxFlatParams + 1

// Frame is one crossing of the boundary between host and component: one call of an
// export, or of a function of the host. It is one element of the instance's call
// stack, and used again by later calls.
type Frame struct {
	// Cx is what values are lifted and lowered with.
	Cx canon.Context
	// Core are the core parameters before the call, and the results after it.
	Core []Raw
	// Inst is the instance that is called, or that calls.
	Inst *Instance
	// Ctx is the context of the call of the export that this crossing is part of.
	Ctx context.Context
	// Fn is the side of the canonical definition that the frame is for.
	Fn *plan.Boundary
	// Outer is the frame as generated code sees it.
	Outer any

	scope canon.Scope
	// serial tells this crossing from others that the frame is used for.
	serial   uint64
	returned Raw    // of Invoke, for post-return
	spilled  uint64 // where the result of a function of the host goes, from Enter to Return
	invoked  bool
	over     bool   // it was refused, or has ended
	alloc    [4]Raw // of realloc and post-return
	buf      [maxFlat]Raw
}

// guest is a frame as lifting and lowering see it.
type guest Frame

// Memory implements canon.Guest.
func (g *guest) Memory() []byte {
	if g.Fn.Memory == plan.None {
		return nil
	}
	memory := g.Inst.memories[g.Fn.Memory]
	if memory == nil {
		return nil // a start function runs, and there is none yet
	}
	return memory.Bytes()
}

// Realloc implements canon.Guest.
func (g *guest) Realloc(old, oldSize, align, newSize uint64) (uint64, error) {
	if g.Fn.Realloc == plan.None {
		return 0, &canon.TrapError{Message: "no realloc function to allocate with"}
	}
	g.alloc = [4]Raw{{Lo: old}, {Lo: oldSize}, {Lo: align}, {Lo: newSize}}
	inst := g.Cx.Inst
	inst.Locked = true
	err := g.Inst.store.Call(&g.Inst.funcs[g.Fn.Realloc], g.alloc[:])
	inst.Locked = false
	if err != nil {
		return 0, err
	}
	if g.Fn.Options.Memory64 {
		return g.alloc[0].Lo, nil
	}
	return uint64(uint32(g.alloc[0].Lo)), nil
}

// newFrame makes a frame for the instance's stack.
func (i *Instance) newFrame() *Frame {
	f := i.prepared.cfg.NewFrame()
	f.Inst = i
	f.Cx.Guest = (*guest)(f)
	f.Cx.Handles = (*handles)(f)
	f.Cx.Scope = &f.scope
	return f
}

// push takes the next frame of the instance's stack.
func (i *Instance) push(b *plan.Boundary) *Frame {
	if i.depth == len(i.calls) {
		i.calls = append(i.calls, i.newFrame())
	}
	f := i.calls[i.depth]
	i.depth++
	i.serial++
	f.serial = i.serial
	f.Fn = b
	f.Ctx = i.ctx
	f.invoked, f.over = false, false
	f.Cx.Opts = b.Options
	f.Cx.Inst = &i.components[b.Instance]
	f.scope.Reset()
	f.Cx.Enter(i.budget)
	if b.Memory != plan.None {
		f.Cx.Refresh()
	}
	return f
}

// pop gives the last frame back. To use one that was kept does nothing.
func (i *Instance) pop() {
	i.depth--
	f := i.calls[i.depth]
	f.Core = f.buf[:]
	f.over = true
	f.Cx.Mem = nil
}

// popAll gives all frames back.
func (i *Instance) popAll() {
	for i.depth > 0 {
		i.pop()
	}
}

// Begin begins the call of an export. fn is nil where the function is of another
// component than the instance.
func (i *Instance) Begin(ctx context.Context, fn *plan.Boundary) *Frame {
	if err := i.begin(ctx); err != nil {
		return i.refuse(ctx, err)
	}
	if fn == nil {
		i.leave()
		return i.refuse(ctx, &TypeError{Message: "the function is not of the instance's component"})
	}
	f := i.push(fn)
	f.Core = f.buf[:]
	f.Cx.Bind(i.result)
	f.Cx.Fail(f.Cx.Inst.EnterFrom(nil))
	return f
}

// begin makes the instance busy with a call.
func (i *Instance) begin(ctx context.Context) error {
	if ctx == nil {
		panic("host: a call has a nil context")
	}
	if err := i.store.Hold(); err != nil {
		return i.unavailable(ctx, err)
	}
	if i.poison != nil {
		i.store.Release()
		return &PoisonedError{First: i.poison}
	}
	if err := i.watch(ctx); err != nil {
		i.store.Release()
		return err
	}
	i.ctx = ctx
	return nil
}

// unavailable is the error of a call for which the store could not be held.
func (i *Instance) unavailable(ctx context.Context, err error) error {
	switch err {
	case engine.ErrClosed:
		return ErrClosed
	case engine.ErrBusy:
		return ErrReentered
	}
	return i.trap(ctx, err)
}

// leave ends what begin began.
func (i *Instance) leave() {
	i.unwatch()
	i.ctx = nil
	i.popAll()
	i.store.Release()
}

// refuse gives a frame that has failed already.
func (i *Instance) refuse(ctx context.Context, err error) *Frame {
	f := i.newFrame()
	f.Ctx, f.over, f.Fn = ctx, true, &plan.Boundary{Name: "a call that was refused"}
	f.Cx.Guest, f.Cx.Handles, f.Cx.Inst = nil, nil, &canon.Instance{}
	f.Core = f.buf[:]
	f.Cx.Fail(err)
	return f
}

// Invoke calls the function, with the parameters that were set.
func (f *Frame) Invoke() {
	if f.over || f.Cx.Err() != nil {
		return
	}
	i, b := f.Inst, f.Fn
	f.invoked = true
	fn, core := &i.funcs[b.Core], f.Core[:b.CoreValues]
	buf, err := i.store.Start(fn, core)
	if err == nil {
		i.store.Run(fn, buf)
		err = i.store.Finish(fn, buf, core)
	}
	if err != nil {
		f.fail(err)
		return
	}
	f.returned = f.Core[0]
	if b.Memory != plan.None {
		f.Cx.Refresh()
	}
	if b.ResultSpilled && !f.Cx.Check(f.pointer(f.Core[0].Lo), b.ResultSize, b.ResultAlign) {
		clear(f.Core)
	}
}

// fail makes err the call's error, and its core values zero.
func (f *Frame) fail(err error) {
	f.Cx.Fail(err)
	clear(f.Core)
}

func (f *Frame) pointer(v uint64) uint64 {
	if f.Fn.Options.Memory64 {
		return v
	}
	return uint64(uint32(v))
}

// End ends the call: post-return runs, the instance is left. Its error is the
// first of the call. After an error that is a *Trap the instance is poisoned. To
// end a call again does nothing.
func (f *Frame) End() error {
	if f.over {
		return f.Cx.Err()
	}
	i := f.Inst
	err := f.Cx.Err()
	if err == nil {
		err = f.finish()
	}
	f.Cx.Inst.LeaveTo(nil)
	if err != nil {
		err = f.blame(err)
	}
	i.leave()
	return err
}

// finish does what follows once the result is lifted.
func (f *Frame) finish() error {
	if !f.invoked {
		return &TypeError{Message: f.Fn.Name + ": End without Invoke"}
	}
	if err := f.scope.Return(); err != nil {
		return err
	}
	if f.Fn.PostReturn == plan.None {
		return nil
	}
	return f.postReturn()
}

func (f *Frame) postReturn() error {
	f.alloc[0] = f.returned
	f.Cx.Inst.Locked = true
	err := f.Inst.store.Call(&f.Inst.funcs[f.Fn.PostReturn], f.alloc[:])
	f.Cx.Inst.Locked = false
	return err
}

// blame makes the public error of a call that failed, and poisons the instance
// unless the component had no part in it.
func (f *Frame) blame(err error) error {
	if !f.invoked && hostsOwn(err) {
		return err
	}
	err = f.Inst.trap(f.Ctx, err)
	f.Inst.poison = err
	return err
}

// Resource is what r is in this composition; the call fails where it is nothing.
func (f *Frame) Resource(r *types.Resource) *canon.Resource {
	for i := range f.Fn.Resources {
		if f.Fn.Resources[i].Type == r {
			return f.Fn.Resources[i].Resource
		}
	}
	if r == nil {
		f.Cx.Fail(&TypeError{Message: f.Fn.Name + ": a handle of no resource: nil is given"})
		return nil
	}
	f.Cx.Fail(&TypeError{Message: "resource " + r.Name + " is not part of the type of " + f.Fn.Name})
	return nil
}
