package run

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// Call calls an export with dynamic values; see Begin for fn.
func (i *Instance) Call(ctx context.Context, fn *plan.Boundary, args []value.Value) (value.Value, error) {
	if fn != nil {
		if err := fn.Func.CheckParams(args); err != nil {
			return nil, &TypeError{Message: fn.Name + ": " + err.Error()}
		}
	}
	f := i.Begin(ctx, fn)
	if f.Cx.Err() == nil && len(fn.Resources) > 0 {
		k := handleCheck{frame: f}
		f.Cx.Fail(k.arguments(fn.Type.Params, args))
	}
	if f.Cx.Err() != nil {
		return nil, f.End()
	}
	var core [maxFlat]uint64
	n := f.Cx.LowerParams(fn.Func, args, core[:])
	for j := range n {
		f.Core[j].Lo = core[j]
	}
	f.Invoke()
	core[0] = f.Core[0].Lo
	result := f.Cx.LiftResult(fn.Func, core[:])
	if err := f.End(); err != nil {
		return nil, err
	}
	return result, nil
}

// DynamicFunc is a function of the host over dynamic values.
type DynamicFunc func(ctx context.Context, args []value.Value) (value.Value, error)

// Dynamic calls a function over dynamic values for a frame.
func (f *Frame) Dynamic(fn DynamicFunc) {
	var core [maxFlat]uint64
	for i := range f.Fn.Params {
		core[i] = f.Core[i].Lo
	}
	args := f.Cx.LiftParams(f.Fn.Func, core[:])
	if f.Cx.Err() != nil {
		return
	}
	result, err := fn(f.Ctx, args)
	if err != nil {
		f.Cx.Fail(err)
		return
	}
	if err := f.Fn.Func.CheckResult(result); err != nil {
		f.Cx.Fail(&TypeError{Message: f.Fn.Name + ": " + err.Error()})
		return
	}
	f.Cx.Refresh()
	out := core[f.Fn.ResultPointer]
	f.Cx.LowerResult(f.Fn.Func, result, core[:], out)
	if len(f.Fn.Results) > 0 {
		f.Core[0].Lo = core[0]
	}
}
