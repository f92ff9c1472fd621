package host

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/internal/engine"
	"github.com/vivarium-wasm/vivarium/host/internal/plan"
)

type raw = engine.Raw

// maxFlat is the greatest number of core values of a crossing: those of the
// parameters and the pointer to a spilled result.
const maxFlat = abi.MaxFlatParams + 1

// guest is a Call as lifting and lowering see it.
type guest Call

// Memory implements abi.Guest.
func (g *guest) Memory() []byte {
	if g.fn.Memory == plan.None {
		return nil
	}
	memory := g.inst.memories[g.fn.Memory]
	if memory == nil {
		return nil // a start function runs, and there is none yet
	}
	return memory.Bytes()
}

// Realloc implements abi.Guest.
func (g *guest) Realloc(old, oldSize, align, newSize uint64) (uint64, error) {
	if g.fn.Realloc == plan.None {
		return 0, &abi.TrapError{Message: "no realloc function to allocate with"}
	}
	g.alloc = [4]raw{{Lo: old}, {Lo: oldSize}, {Lo: align}, {Lo: newSize}}
	inst := g.cx.Inst
	inst.Locked = true
	err := g.inst.store.Call(&g.inst.funcs[g.fn.Realloc], g.alloc[:])
	inst.Locked = false
	if err != nil {
		return 0, err
	}
	if g.fn.Options.Memory64 {
		return g.alloc[0].Lo, nil
	}
	return uint64(uint32(g.alloc[0].Lo)), nil
}

// push takes the next Call of the instance's stack.
func (i *Instance) push(b *plan.Boundary) *Call {
	if i.depth == len(i.calls) {
		c := &Call{inst: i}
		c.cx.Guest = (*guest)(c)
		c.cx.Handles = (*handles)(c)
		c.cx.Scope = &c.scope
		i.calls = append(i.calls, c)
	}
	c := i.calls[i.depth]
	i.depth++
	i.serial++
	c.serial = i.serial
	c.fn = b
	c.ctx = i.ctx
	c.invoked, c.over = false, false
	c.cx.Opts = b.Options
	c.cx.Inst = &i.components[b.Instance]
	c.scope.Reset()
	c.cx.Enter(i.budget)
	if b.Memory != plan.None {
		c.cx.Refresh()
	}
	return c
}

// pop gives the last n Calls back. Whoever kept one finds it empty.
func (i *Instance) pop(n int) {
	for range n {
		i.depth--
		c := i.calls[i.depth]
		c.core = c.buf[:]
		c.over = true
		if c.cx.Mem != nil {
			c.cx.Mem = nil
		}
	}
}

// Begin begins the call of an export: lower the parameters into the Call, then
// Invoke, lift the result, and End. There is no error: End has it.
//
// An instance is called by one goroutine at a time, and not from within its own
// call of a HostFunc: that is refused with ErrReentered.
func (i *Instance) Begin(ctx context.Context, ref FuncRef) *Call {
	if err := i.begin(ctx); err != nil {
		return i.refuse(ctx, err)
	}
	if ref.fn == nil || ref.prepared != i.prepared {
		i.leave()
		return i.refuse(ctx, &TypeError{Message: "the function is not of the instance's component"})
	}
	c := i.push(ref.fn)
	c.core = c.buf[:]
	c.cx.Bind(i.result)
	c.cx.Fail(c.cx.Inst.EnterFrom(nil))
	return c
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
	return trapOf(ctx, err)
}

// leave ends what begin began.
func (i *Instance) leave() {
	i.unwatch()
	i.ctx = nil
	i.pop(i.depth)
	i.store.Release()
}

// refuse gives a Call that has failed already.
func (i *Instance) refuse(ctx context.Context, err error) *Call {
	c := &Call{inst: i, ctx: ctx, over: true, fn: &plan.Boundary{Name: "a call that was refused"}}
	c.cx.Inst, c.cx.Scope = &abi.Instance{}, &c.scope
	c.core = c.buf[:]
	c.cx.Fail(err)
	return c
}

// Invoke calls the function, with the parameters that were set.
func (c *Call) Invoke() {
	if c.over || c.cx.Err() != nil {
		return
	}
	i, b := c.inst, c.fn
	c.invoked = true
	if err := i.store.Call(&i.funcs[b.Core], c.core[:b.CoreValues]); err != nil {
		c.fail(err)
		return
	}
	c.returned = c.core[0]
	if b.Memory != plan.None {
		c.cx.Refresh()
	}
	if b.ResultSpilled && !c.cx.Check(c.pointer(c.core[0].Lo), b.ResultSize, b.ResultAlign) {
		clear(c.core)
	}
}

// fail makes err the call's error, and its core values zero.
func (c *Call) fail(err error) {
	c.cx.Fail(err)
	clear(c.core)
}

func (c *Call) pointer(v uint64) uint64 {
	if c.fn.Options.Memory64 {
		return v
	}
	return uint64(uint32(v))
}

// End ends the call: post-return runs, the instance is left. Its error is the
// first of the call. After an error that is a *Trap the instance is poisoned. To
// end a call again does nothing.
func (c *Call) End() error {
	if c.over {
		return c.cx.Err()
	}
	i := c.inst
	err := c.cx.Err()
	if err == nil {
		err = c.finish()
	}
	c.cx.Inst.LeaveTo(nil)
	if err != nil {
		err = c.blame(err)
	}
	i.leave()
	return err
}

// finish does what follows once the result is lifted.
func (c *Call) finish() error {
	if !c.invoked {
		return &TypeError{Message: c.fn.Name + ": End without Invoke"}
	}
	if err := c.scope.Return(); err != nil {
		return err
	}
	if c.fn.PostReturn == plan.None {
		return nil
	}
	return c.postReturn()
}

func (c *Call) postReturn() error {
	c.alloc[0] = c.returned
	c.cx.Inst.Locked = true
	err := c.inst.store.Call(&c.inst.funcs[c.fn.PostReturn], c.alloc[:])
	c.cx.Inst.Locked = false
	return err
}

// blame makes the public error of a call that failed, and poisons the instance
// unless the component had no part in it.
func (c *Call) blame(err error) error {
	if !c.invoked && hostsOwn(err) {
		return err
	}
	err = trapOf(c.ctx, err)
	c.inst.poison = err
	return err
}
