package host

import (
	"context"
	"errors"

	"github.com/vivarium-wasm/vivarium/host/internal/abi"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// Call calls an export with dynamic values (CanonicalABI.md, canon_lift). The
// result is nil where the function has none; one of type result<T, E> is a
// value.Result, of which the error case is no error of Call's.
//
// Arguments that do not fit are refused with a *TypeError before the component is
// entered. ErrReentered, ErrClosed and a *PoisonedError say that the instance
// cannot be called; everything else that goes wrong is a *Trap, after which the
// instance is poisoned. ctx is what host functions get; when it ends the code of
// the component stops within milliseconds, and the trap's cause is ctx.Err().
func (i *Instance) Call(ctx context.Context, ref FuncRef, args ...value.Value) (value.Value, error) {
	if ref.fn != nil {
		if err := ref.fn.Func.CheckParams(args); err != nil {
			return nil, &TypeError{Message: ref.fn.Name + ": " + err.Error()}
		}
	}
	c := i.Begin(ctx, ref)
	if c.Err() == nil && len(ref.fn.Resources) > 0 {
		k := handleCheck{call: c}
		c.Fail(k.arguments(ref.fn.Type.Params, args))
	}
	if c.Err() != nil {
		return nil, c.End()
	}
	var core [maxFlat]uint64
	n := c.cx.LowerParams(ref.fn.Func, args, core[:])
	for j := range n {
		c.core[j].Lo = core[j]
	}
	c.Invoke()
	core[0] = c.core[0].Lo
	result := c.cx.LiftResult(ref.fn.Func, core[:])
	if err := c.End(); err != nil {
		return nil, err
	}
	return result, nil
}

// dynamicFunc makes a HostFunc of a function over dynamic values.
func dynamicFunc(fn DynamicFunc) HostFunc {
	return func(c *Call) {
		var core [maxFlat]uint64
		for i := range c.fn.Params {
			core[i] = c.core[i].Lo
		}
		args := c.cx.LiftParams(c.fn.Func, core[:])
		if c.Err() != nil {
			return
		}
		result, err := fn(c.ctx, args)
		if err != nil {
			c.Fail(err)
			return
		}
		if err := c.fn.Func.CheckResult(result); err != nil {
			c.Fail(&TypeError{Message: c.fn.Name + ": " + err.Error()})
			return
		}
		c.cx.Refresh()
		out := core[c.fn.ResultPointer]
		c.cx.LowerResult(c.fn.Func, result, core[:], out)
		if len(c.fn.Results) > 0 {
			c.core[0].Lo = core[0]
		}
	}
}

// hostsOwn says whether an error is one of the host's own values.
func hostsOwn(err error) bool {
	var v *abi.ValueError
	var t *TypeError
	return errors.As(err, &v) || errors.As(err, &t)
}
