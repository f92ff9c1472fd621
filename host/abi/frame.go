package abi

import (
	"context"

	"github.com/vivarium-wasm/vivarium/host/internal/plan"
	"github.com/vivarium-wasm/vivarium/host/internal/run"
	"github.com/vivarium-wasm/vivarium/host/value"
)

// The functions here are for package host alone: only it can name their types.

// NewFrame makes a frame that has a Call.
func NewFrame() *run.Frame {
	c := &Call{}
	c.f.Outer = c
	return &c.f
}

// Of is the Call of a frame that NewFrame made.
func Of(f *run.Frame) *Call { return f.Outer.(*Call) }

// Lowered is fn as core code calls it, for frames that NewFrame made.
func Lowered(d *plan.Lower, fn HostFunc) run.CoreFunc {
	b := d.Boundary
	return func(s *run.Store, args []run.Raw) error {
		f, err := run.Enter(s, b, args)
		if err != nil {
			return err
		}
		fn(f.Outer.(*Call))
		return f.Return()
	}
}

// Dynamic is a HostFunc of a function over dynamic values.
func Dynamic(fn func(ctx context.Context, args []value.Value) (value.Value, error)) HostFunc {
	return func(c *Call) { c.f.Dynamic(fn) }
}
